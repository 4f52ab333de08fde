/** Memory of the extension's processes: before, while the engine holds its models, when it has ended after idling, without the tab. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PAGE_HOST, startExtension } from '../../browser/extension.ts';
import { type Figures, figure } from '../figure.ts';
import { collectGarbage, memoryMb } from '../memory.ts';
import { startRun, untilDone } from '../run.ts';
import { servePages } from '../serve-pages.ts';
import type { Part } from './part.ts';

const PICTURES = 500;
/** The engine ends after a minute without work. */
const IDLE_MS = 75_000;

export const memory: Part = async ({ browser, onProgress }) => {
  const pages = await servePages();
  const extension = await startExtension(browser, [PAGE_HOST], { hearsRequests: false });
  const figures: Figures = [];
  const measure = async (what: string) => {
    await collectGarbage(extension);
    figures.push(figure(what, 'MB', [memoryMb(extension, 'extensions')]));
    onProgress(what);
  };
  try {
    const page = await extension.openPage(`${pages.origin}/portraits?count=${PICTURES}`);
    await measure('the extension before a run');
    const tabId = await startRun(extension, page);
    await untilDone(extension, tabId, PICTURES);
    await measure(`the extension after ${PICTURES} pictures`);
    await sleep(IDLE_MS);
    await measure('the extension after a minute without work');
    await page.close();
    await measure('the extension without the tab');
    return { version: extension.version, figures };
  } finally {
    await extension.close();
    pages.close();
  }
};
