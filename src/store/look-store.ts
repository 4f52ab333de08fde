/** What the engine said of pictures, kept across pages: a fingerprint of the bytes, and the answer. Never the picture itself. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Look } from '../report.ts';

/** Pictures kept. Some 5 kB each, as most have a face or two. */
const MAX_KEPT = 5000;
/** The oldest go in batches, so that not every picture costs a search for them. */
const MAX_EXCESS = 500;
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

/** `model` is name and version: another model's answers are forgotten when it is opened first. */
export async function forgetOtherModels(model: string): Promise<void> {
  const database = await open();
  // Keys begin with the model and a slash; a zero comes next.
  await database.delete('looks', IDBKeyRange.upperBound(`${model}/`));
  await database.delete('looks', IDBKeyRange.lowerBound(`${model}0`));
}

export async function recall(key: string): Promise<KnownLook | undefined> {
  const database = await open();
  const kept = await database.get('looks', key);
  if (!kept) return;
  const nowMs = Date.now();
  if (nowMs - kept.usedMs > DAY_MS) await database.put('looks', { ...kept, usedMs: nowMs }, key);
  return kept.look;
}

export async function keep(key: string, look: KnownLook): Promise<void> {
  const database = await open();
  await database.put('looks', { look, usedMs: Date.now() }, key);
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

export async function forgetAll(): Promise<void> {
  await (await open()).clear('looks');
}
