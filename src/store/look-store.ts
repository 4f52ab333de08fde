/** What the engine said of pictures, kept across pages: a fingerprint of the bytes, and the answer. Never the picture itself. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Look } from '../report.ts';

/** Pictures kept. */
const MAX_KEPT = 5000;
/** Some 5 kB each: photographs of crowds would fill the disk. */
const MAX_KEPT_FACES = 20;
/** The oldest go in batches, so that not every picture costs a search for them. */
const MAX_EXCESS = 500;
/** Nor is it worth a count each time. */
const KEPT_PER_COUNT = 100;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface KnownLook extends Look {
  /** For each face a picture of what the net saw, as a data: URL. */
  crops: string[];
}

interface Kept {
  look: KnownLook;
  usedMs: number;
}

interface Schema extends DBSchema {
  looks: { key: string; value: Kept; indexes: { used: number } };
}

let opening: Promise<IDBPDatabase<Schema>> | undefined;

function open(): Promise<IDBPDatabase<Schema>> {
  opening ??= openDB<Schema>('looks', 1, {
    upgrade(database) {
      database.createObjectStore('looks').createIndex('used', 'usedMs');
    },
    terminated() {
      opening = undefined;
    },
  });
  return opening;
}

/** Keys begin with what gave the answers, and a slash: the answers of all others are forgotten. */
export async function forgetOthers(engine: string): Promise<void> {
  const database = await open();
  await database.delete('looks', IDBKeyRange.upperBound(`${engine}/`));
  // A zero comes next after the slash.
  await database.delete('looks', IDBKeyRange.lowerBound(`${engine}0`));
}

export async function recall(key: string): Promise<KnownLook | undefined> {
  const database = await open();
  const kept = await database.get('looks', key);
  if (!kept) return;
  const nowMs = Date.now();
  if (nowMs - kept.usedMs > DAY_MS) await database.put('looks', { ...kept, usedMs: nowMs }, key);
  return kept.look;
}

let keptNow = 0;

export async function keep(key: string, look: KnownLook): Promise<void> {
  if (look.faces.length > MAX_KEPT_FACES) return;
  const database = await open();
  await database.put('looks', { look, usedMs: Date.now() }, key);
  if (keptNow++ % KEPT_PER_COUNT > 0) return;
  const excess = (await database.count('looks')) - MAX_KEPT;
  if (excess < MAX_EXCESS) return;
  const { store } = database.transaction('looks', 'readwrite');
  let left = excess;
  for (let cursor = await store.index('used').openCursor(); cursor && left > 0; cursor = await cursor.continue()) {
    await cursor.delete();
    left--;
  }
}

/** How many pictures are kept. */
export async function countKept(): Promise<number> {
  return (await open()).count('looks');
}

const CHANNEL = 'looks';

export async function forgetAll(): Promise<void> {
  await (await open()).clear('looks');
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage('forget');
  channel.close();
}

/** Calls `forget` when another context has all forgotten. */
export function onForgotten(forget: () => void): void {
  new BroadcastChannel(CHANNEL).onmessage = forget;
}
