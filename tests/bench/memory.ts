/** The memory of a browser's processes. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import type { Extension } from '../browser/extension.ts';

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The process has ended meanwhile.
    return '';
  }
}

/** Chromium says it in the command line, Firefox in the name. */
function isOfExtensions(id: number): boolean {
  return read(`/proc/${id}/cmdline`).includes('--extension-process') || read(`/proc/${id}/comm`).startsWith('WebExtensions');
}

/**
 * MB of all the browser's processes (proportional set size), or of those in which its extensions run, with all their workers: what
 * is theirs alone, as shares of common files grow when other processes end. Linux only, NaN elsewhere.
 */
export function memoryMb({ browser }: Extension, which: 'all' | 'extensions' = 'all'): number {
  const pid = browser.process()?.pid;
  if (process.platform !== 'linux' || pid === undefined) return Number.NaN;
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const parent = /\) \S (\d+)/.exec(read(`/proc/${name}/stat`))?.[1];
    if (/^\d+$/.test(name) && parent) parents.set(Number(name), Number(parent));
  }
  const isOurs = (id: number | undefined): boolean => id !== undefined && (id === pid || isOurs(parents.get(id)));
  const counted = which === 'all' ? /^Pss:\s+(\d+)/m : /^Private_Dirty:\s+(\d+)/m;
  let kb = 0;
  for (const id of parents.keys())
    if (isOurs(id) && (which === 'all' || isOfExtensions(id)))
      kb += Number(counted.exec(read(`/proc/${id}/smaps_rollup`))?.[1] ?? 0);
  return kb / 1024;
}

/** A service worker ends after thirty seconds without an event. */
const REST_MS = 35_000;

/** What `memoryMb` says of the extension when it has been left alone, with no page of its own open. It is left so. */
export async function memoryAtRestMb(extension: Extension): Promise<number> {
  await extension.leave();
  await sleep(REST_MS);
  await collectGarbage(extension);
  return memoryMb(extension, 'extensions');
}

/** Frees what page and extension have let go of, which Chromium may leave for long. Firefox' driver has no such call. */
export async function collectGarbage({ version, extensionOrigin, browser }: Extension, page?: Page): Promise<void> {
  if (version.startsWith('Firefox')) return;
  const ofExtension = browser.targets().filter((target) => target.url().startsWith(extensionOrigin));
  for (const target of [...(page ? [page.target()] : []), ...ofExtension]) {
    const session = await target.createCDPSession();
    await session.send('HeapProfiler.collectGarbage');
    await session.detach();
  }
}
