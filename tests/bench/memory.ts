/** The memory of a browser: of all its processes together. */
import { readdirSync, readFileSync } from 'node:fs';

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The process has ended meanwhile.
    return '';
  }
}

/** Proportional set size of the process and of all below it, in MB: Linux only, NaN elsewhere. */
export function memoryMb(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return Number.NaN;
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const parent = /\) \S (\d+)/.exec(read(`/proc/${name}/stat`))?.[1];
    if (/^\d+$/.test(name) && parent) parents.set(Number(name), Number(parent));
  }
  const isOurs = (id: number | undefined): boolean => id !== undefined && (id === pid || isOurs(parents.get(id)));
  let kb = 0;
  for (const id of parents.keys())
    if (isOurs(id)) kb += Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${id}/smaps_rollup`))?.[1] ?? 0);
  return kb / 1024;
}
