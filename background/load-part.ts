/** Brings a further script of ours into the frame that asks for it. */
import browser, { type Runtime } from 'webextension-polyfill';
import type { Part } from '../src/protocol.ts';

/** Where the person has taken back the access to the site, Chrome keeps a script until the next click. */
const MAX_LOAD_MS = 2000;

/** Those that have not ended. */
const loads = new Map<string, Promise<void>>();

async function load(part: Part, tabId: number, frameId: number, onEnd: () => void): Promise<void> {
  const target = { tabId, frameIds: [frameId] };
  const loading = browser.scripting.executeScript({ target, files: [`${part}.js`] }).catch(console.error);
  await Promise.race([loading.then(onEnd), new Promise((resolve) => setTimeout(resolve, MAX_LOAD_MS))]);
}

/** Never rejects: what did not load, the frame sees. */
export async function loadPart(part: Part, { tab, frameId = 0 }: Runtime.MessageSender): Promise<undefined> {
  if (tab?.id === undefined) return;
  const key = `${tab.id} ${frameId} ${part}`;
  const loading = loads.get(key) ?? load(part, tab.id, frameId, () => loads.delete(key));
  loads.set(key, loading);
  await loading;
}
