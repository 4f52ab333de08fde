/** What the engine said of pictures, kept across pages: a fingerprint of the bytes, and the answer. Never the picture itself. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Look } from '../report.ts';

/** Pictures kept. */
const MAX_KEPT = 5000;
/** Of all of them; a face takes some 5 kB. */
const MAX_KEPT_BYTES = 64 * 1024 * 1024;
/** A photograph of a crowd would have many others forgotten. */
const MAX_KEPT_FACES = 20;
/** The oldest go whenever such a share of all that may be kept was written, so that not every write costs a search for them. */
const SWEEP_SHARE = 0.1;
/** What comes in this time is written at once: a transaction for each picture would cost every process of the browser some work. */
const WRITE_PAUSE_MS = 500;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface KnownLook extends Look {
  /** For each face a picture of what the net saw, as a data: URL. */
  crops: string[];
}

interface Kept {
  look: KnownLook;
  usedMs: number;
  /** About what it takes on the disk. */
  bytes: number;
}

interface Schema extends DBSchema {
  looks: { key: string; value: Kept; indexes: { used: [usedMs: number, bytes: number] } };
}

let opening: Promise<IDBPDatabase<Schema>> | undefined;

function open(): Promise<IDBPDatabase<Schema>> {
  opening ??= openDB<Schema>('looks', 2, {
    upgrade(database, before) {
      if (before > 0) database.deleteObjectStore('looks');
      database.createObjectStore('looks').createIndex('used', ['usedMs', 'bytes']);
    },
    terminated() {
      opening = undefined;
    },
  });
  // What failed once is tried anew.
  opening.catch(() => {
    opening = undefined;
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

/** Most pictures are new, and need no question to the disk. */
let keys: Promise<Set<string>> | undefined;

function keptKeys(): Promise<Set<string>> {
  keys ??= open().then(async (database) => new Set(await database.getAllKeys('looks')));
  // What failed once is asked anew.
  keys.catch(() => {
    keys = undefined;
  });
  return keys;
}

export async function recall(key: string): Promise<KnownLook | undefined> {
  if (!(await keptKeys()).has(key)) return;
  const kept = await (await open()).get('looks', key);
  if (kept && Date.now() - kept.usedMs > DAY_MS) keep(key, kept.look);
  return kept?.look;
}

let unwritten = new Map<string, Kept>();

/** On disk within a moment. Where the disk fails, it is as if nothing had been kept. */
export function keep(key: string, look: KnownLook): void {
  if (look.faces.length > MAX_KEPT_FACES) return;
  if (unwritten.size === 0) setTimeout(() => write().catch(() => {}), WRITE_PAUSE_MS);
  unwritten.set(key, { look, usedMs: Date.now(), bytes: JSON.stringify(look).length });
}

async function write(): Promise<void> {
  const entries = [...unwritten];
  unwritten = new Map();
  const database = await open();
  const { store, done } = database.transaction('looks', 'readwrite');
  await Promise.all([...entries.map(([key, kept]) => store.put(kept, key)), done]);
  const known = await keptKeys();
  for (const [key, { bytes }] of entries) {
    known.add(key);
    unswept += bytes / MAX_KEPT_BYTES + 1 / MAX_KEPT;
  }
  if (unswept > SWEEP_SHARE) await forgetOldest(database, known);
}

/** The share that was written since the oldest last went. When that was, is not known at first. */
let unswept = Number.POSITIVE_INFINITY;

/** All but the newest, as many pictures and bytes as may be kept. */
async function forgetOldest(database: IDBPDatabase<Schema>, known: Set<string>): Promise<void> {
  unswept = 0;
  const { store, done } = database.transaction('looks', 'readwrite');
  let [pictures, bytes] = [0, 0];
  let cursor = await store.index('used').openKeyCursor(undefined, 'prev');
  for (; cursor; cursor = await cursor.continue()) {
    pictures++;
    bytes += cursor.key[1];
    if (pictures <= MAX_KEPT && bytes <= MAX_KEPT_BYTES) continue;
    known.delete(cursor.primaryKey);
    void store.delete(cursor.primaryKey);
  }
  await done;
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
  new BroadcastChannel(CHANNEL).onmessage = () => {
    unwritten.clear();
    keys = undefined;
    forget();
  };
}
