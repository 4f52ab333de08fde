/** The pictures that the person gave, in their order, and what came of each. */
import { type Signal, signal } from '@preact/signals';
import type { Progress } from '../../../content/task.ts';
import type { Picture } from '../../report.ts';
import { type Given, isPicture } from './given.ts';

export interface Entry extends Given {
  readonly progress: Signal<Progress>;
}

export const entries = signal<readonly Entry[]>([]);
/** Paths of the files given last that are no pictures. */
export const others = signal<readonly string[]>([]);
/** What pictures were taken away from, one after the other, until more are added. */
export const before = signal<readonly Entry[] | undefined>();

/** The same for the same file. */
export const keyOf = ({ path, file }: Given) => `${path}\n${file.size}\n${file.lastModified}`;

/** Appends those that are pictures and not there yet; returns whether there were any. */
export function add(given: readonly Given[]): boolean {
  const known = new Set(entries.value.map(keyOf));
  const fresh = given.filter((one) => isPicture(one.file) && !known.has(keyOf(one)));
  others.value = given.filter(({ file }) => !isPicture(file)).map(({ path }) => path);
  if (fresh.length > 0) before.value = undefined;
  entries.value = [...entries.value, ...fresh.map((one): Entry => ({ ...one, progress: signal({ state: 'waiting' }) }))];
  return fresh.length > 0;
}

export function remove(gone: readonly Entry[]): void {
  others.value = [];
  before.value ??= entries.value;
  entries.value = entries.value.filter((entry) => !gone.includes(entry));
}

export function undoRemove(): void {
  entries.value = before.value ?? entries.value;
  before.value = undefined;
}

/** What is known by now; sources are the paths. */
export function report(): Picture[] {
  return entries.value.flatMap(({ progress }) => progress.value.picture ?? []);
}
