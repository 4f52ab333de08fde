/** From the click to the badges on pages of portraits, of ten to thousands. */
import type { Page } from 'puppeteer-core';
import { type Extension, PAGE_HOST, startExtension } from '../../browser/extension.ts';
import { type Figures, figure } from '../figure.ts';
import { startRun, untilDone } from '../run.ts';
import { servePages } from '../serve-pages.ts';
import type { Part } from './part.ts';

/** Pictures that the engine looks at before anything is timed, while the browser still optimizes its code. */
const WARMING = 300;
const PAGE = 300;
const COUNTS = { quick: [10, 100], full: [10, 100, 1000, 10_000] };

export const portraits: Part = async ({ browser, quick, onProgress }) => {
  const pages = await servePages();
  const extension = await startExtension(browser, [PAGE_HOST], { hearsRequests: false });
  let used = 0;
  const open = (count: number) => {
    const page = extension.openPage(`${pages.origin}/portraits?first=${used}&count=${count}`);
    used += count;
    return page;
  };
  try {
    const warm = await open(WARMING);
    await untilDone(extension, await startRun(extension, warm), WARMING);
    await warm.close();

    const inView: number[] = [];
    const all: number[] = [];
    let shown = 0;
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      onProgress(`page ${round + 1}`);
      const page = await open(PAGE);
      shown = await countInView(page);
      const times = await timeRun(extension, page, [shown, PAGE]);
      inView.push(times[0] as number);
      all.push(times[1] as number);
      await page.close();
    }
    const figures: Figures = [
      figure(`click to the last badge of ${shown} in view`, 'ms', inView),
      figure(`click to the last badge of ${PAGE}`, 'ms', all),
    ];
    for (const count of COUNTS[quick ? 'quick' : 'full']) {
      onProgress(`${count} pictures`);
      const page = await open(count);
      const [ms] = await timeRun(extension, page, [count]);
      figures.push(figure(`a picture on a page of ${count}`, 'ms', [(ms as number) / count]));
      await page.close();
    }
    return { version: extension.version, figures };
  } finally {
    await extension.close();
    pages.close();
  }
};

function countInView(page: Page): Promise<number> {
  return page.$$eval('img', (images) => images.filter((image) => image.getBoundingClientRect().top < innerHeight).length);
}

/** Milliseconds until so many pictures are done, for each of `counts`, which increase. */
async function timeRun(extension: Extension, page: Page, counts: number[]): Promise<number[]> {
  const startedMs = performance.now();
  const tabId = await startRun(extension, page);
  const times: number[] = [];
  for (const count of counts) {
    await untilDone(extension, tabId, count);
    times.push(performance.now() - startedMs);
  }
  return times;
}
