/** A run over a page of the benchmark, started and watched as the extension's own pages do. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import type { Extension } from '../browser/extension.ts';

declare const browser: import('webextension-polyfill').Browser;

const POLL_MS = 50;
/** No picture is done faster: the next question waits so long for each that is left, as asking costs the machine too. */
const PICTURE_MS = 10;

/** Returns the tab. */
export async function startRun(extension: Extension, page: Page): Promise<number> {
  const tabId = await extension.tabIdOf(page);
  await extension.control.evaluate(
    (id) => browser.runtime.sendMessage({ to: 'background', kind: 'annotate-page', tabId: id }),
    tabId,
  );
  return tabId;
}

/** Waits until so many pictures are done. */
export async function untilDone(extension: Extension, tabId: number, count: number): Promise<void> {
  for (;;) {
    const left = count - ((await extension.ask(tabId, 'status'))?.done ?? 0);
    if (left <= 0) return;
    await sleep(Math.max(POLL_MS, left * PICTURE_MS));
  }
}

/** Waits until nothing is left to do. */
export async function untilIdle(extension: Extension, tabId: number): Promise<void> {
  while ((await extension.ask(tabId, 'status'))?.running) await sleep(POLL_MS);
}
