/** What the person has set: order, filter, and which faces are selected. */
import { computed, effect, signal } from '@preact/signals';
import { isSure } from '../../report.ts';
import { histogram, inOrder, isChosen, OLDEST, type Order, shownAge } from './choose.ts';
import type { Entry } from './gather.ts';
import { asked, entries } from './page.ts';

export const order = signal<Order>('page');
export const low = signal(0);
export const high = signal(OLDEST);
export const reliableOnly = signal(false);

const filter = computed(() => ({ low: low.value, high: high.value, reliableOnly: reliableOnly.value }));

export function resetFilter(): void {
  [low.value, high.value, reliableOnly.value] = [0, OLDEST, false];
}

/** Faces in each bar; the range of ages does not count, for it is set by them. */
export const bars = computed(() =>
  histogram(entries.value.flatMap(({ face }) => (isSure(face) || !reliableOnly.value ? shownAge(face) : []))),
);

export const shown = computed(() =>
  inOrder(
    entries.value.filter(({ face }) => isChosen(face, filter.value)),
    order.value,
  ),
);

/** Key of the face that the arrow keys start from. */
export const current = signal<string | undefined>();
const selectedKeys = signal<ReadonlySet<string>>(new Set());

export function isSelected(key: string): boolean {
  return selectedKeys.value.has(key);
}

/** What is selected and shown. */
export const selected = computed(() => shown.value.filter(({ key }) => isSelected(key)));

/** What is to be copied or saved. */
export const chosen = computed(() => (selected.value.length > 0 ? selected.value : shown.value));

export function toggle({ key }: Entry): void {
  const keys = new Set(selectedKeys.value);
  if (!keys.delete(key)) keys.add(key);
  selectedKeys.value = keys;
}

/** Selects all from the current face to this one. */
export function selectTo({ key }: Entry): void {
  const keys = shown.value.map((entry) => entry.key);
  const ends = [keys.indexOf(current.value ?? key), keys.indexOf(key)].sort((a, b) => a - b);
  selectedKeys.value = new Set([...selectedKeys.value, ...keys.slice(Math.max(0, ends[0] ?? 0), (ends[1] ?? 0) + 1)]);
}

export function selectAll(): void {
  selectedKeys.value = new Set(shown.value.map(({ key }) => key));
}

export function selectNone(): void {
  selectedKeys.value = new Set();
}

effect(() => {
  const key = asked.value;
  const entry = key && entries.value.find((known) => known.key === key);
  if (!entry) return;
  if (!isChosen(entry.face, filter.peek())) resetFilter();
  asked.value = undefined;
  current.value = entry.key;
});
