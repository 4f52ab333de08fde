/** The engine with a memory: the same bytes, model and version of the extension give the same answer, on whatever page. */
import browser from 'webextension-polyfill';
import type { Outcome } from '../src/engine/pool.ts';
import { forgetOthers, type KnownLook, keep, onForgotten, recall } from '../src/store/look-store.ts';
import { modelVersion } from '../src/store/model-version.ts';
import { lookAt } from './idle-engine.ts';

/** Pictures remembered without asking the disk: about what a page holds. */
const MAX_REMEMBERED = 300;

const remembered = new Map<string, KnownLook>();
/** Keys that are being looked at: the next with the same waits. */
const working = new Map<string, Promise<unknown>>();

onForgotten(() => remembered.clear());

async function nameEngine(): Promise<string> {
  // Chrome's offscreen document knows no runtime.getManifest.
  const { version } = await (await fetch(browser.runtime.getURL('manifest.json'))).json();
  return `${version} ${await modelVersion()}`;
}

let engine: Promise<string> | undefined;
let tidying: Promise<void> | undefined;

/** What private windows have shown is remembered apart. */
async function keyOf(picture: Uint8Array<ArrayBuffer>, mayKeep: boolean): Promise<string> {
  engine ??= nameEngine();
  const name = await engine;
  if (mayKeep) tidying ??= forgetOthers(name).catch(console.error);
  await tidying;
  const digest = await crypto.subtle.digest('SHA-256', picture);
  return `${name}/${new Uint8Array(digest).toHex()}${mayKeep ? '' : ' private'}`;
}

function remember(key: string, look: KnownLook): void {
  remembered.delete(key);
  remembered.set(key, look);
  const [oldest] = remembered.keys();
  if (oldest !== undefined && remembered.size > MAX_REMEMBERED) remembered.delete(oldest);
}

/** Where the disk fails, it is as if nothing had been kept. */
async function find(key: string, mayKeep: boolean): Promise<KnownLook | undefined> {
  const look = remembered.get(key) ?? (mayKeep ? await recall(key).catch(() => undefined) : undefined);
  if (look) remember(key, look);
  return look;
}

/** As the engine's own `look`. With `mayKeep` the answer is there the next time the browser is started. */
export async function lookAtOnce(picture: Uint8Array<ArrayBuffer>, mayKeep: boolean, signal: AbortSignal): Promise<Outcome> {
  const startedMs = performance.now();
  const key = await keyOf(picture, mayKeep);
  while (working.has(key)) await working.get(key);
  const known = await find(key, mayKeep);
  if (known) return { status: 'done', ...known, milliseconds: performance.now() - startedMs };
  const looking = lookAt(new Blob([picture]), signal);
  working.set(key, looking);
  const outcome = await looking;
  working.delete(key);
  if (outcome.status === 'done') {
    const { width, height, faces, crops = [] } = outcome;
    const look = { width, height, faces, crops };
    remember(key, look);
    if (mayKeep) keep(key, look);
  }
  return outcome;
}
