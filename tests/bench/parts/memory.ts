/** Memory of the extension's processes: at rest, after pictures, and at rest again when the engine has ended and the tab is closed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PAGE_HOST, startExtension } from '../../browser/extension.ts';
import { type Figures, figure } from '../figure.ts';
import { collectGarbage, memoryAtRestMb, memoryMb } from '../memory.ts';
import { startRun, untilDone } from '../run.ts';
import { servePages } from '../serve-pages.ts';
import type { Part } from './part.ts';

const PICTURES = 500;
/** What a browser frees by itself is gone then. */
const SETTLE_MS = 5000;
/** The engine ends after a minute without work. */
const IDLE_MS = 66_000;

export const memory: Part = async ({ browser, onProgress }) => {
  const pages = await servePages();
  const extension = await startExtension(browser, [PAGE_HOST], { hearsRequests: false });
  const figures: Figures = [];
  const note = (what: string, mb: number) => {
    figures.push(figure(what, 'MB', [mb]));
    onProgress(what);
  };
  try {
    const page = await extension.openPage(`${pages.origin}/portraits?count=${PICTURES}`);
    note('the extension at rest, before', await memoryAtRestMb(extension));
    await extension.comeBack();
    const tabId = await startRun(extension, page);
    await untilDone(extension, tabId, PICTURES);
    note(`the extension as ${PICTURES} pictures are done`, memoryMb(extension, 'extensions'));
    await sleep(SETTLE_MS);
    await collectGarbage(extension);
    note('the extension five seconds later', memoryMb(extension, 'extensions'));
    await page.close();
    await sleep(IDLE_MS);
    note('the extension at rest, after', await memoryAtRestMb(extension));
    return { version: extension.version, figures };
  } finally {
    await extension.close();
    pages.close();
  }
};
