/** How long a run still takes, by how long it has taken. */

const MIN_DONE = 4;
const MIN_ELAPSED_MS = 3000;

/** Milliseconds for `left` more at the pace of the `done`; undefined while too few are done to tell, or nothing is left. */
export function timeLeftMs(done: number, left: number, elapsedMs: number): number | undefined {
  if (done < MIN_DONE || elapsedMs < MIN_ELAPSED_MS || left === 0) return;
  return (elapsedMs / done) * left;
}

/** In the largest unit that it fills, rounded up: `2 minutes`. */
export function roughDuration(ms: number, locale: string): string {
  const seconds = ms / 1000;
  const [unit, value] = seconds < 60 ? ['second', seconds] : seconds < 3600 ? ['minute', seconds / 60] : ['hour', seconds / 3600];
  // Seconds by fives, for nobody counts them.
  const rounded = unit === 'second' ? Math.ceil(Number(value) / 5) * 5 : Math.ceil(Number(value));
  return rounded.toLocaleString(locale, { style: 'unit', unit: String(unit), unitDisplay: 'long' });
}
