/** What scrolling costs while a page of pictures is worked on. */
import type { Page } from 'puppeteer-core';
import { PAGE_HOST, startExtension } from '../../browser/extension.ts';
import { figure } from '../figure.ts';
import { startRun } from '../run.ts';
import { servePages } from '../serve-pages.ts';
import type { Part } from './part.ts';

const PICTURES = 300;
const FRAMES = 180;

interface Scrolled {
  medianMs: number;
  p95Ms: number;
  longestTaskMs: number;
}

export const frames: Part = async ({ browser, quick }) => {
  const pages = await servePages();
  const extension = await startExtension(browser, [PAGE_HOST], { hearsRequests: false });
  try {
    const without: Scrolled[] = [];
    const during: Scrolled[] = [];
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      const page = await extension.openPage(`${pages.origin}/portraits?first=${round * PICTURES}&count=${PICTURES}`);
      await page.bringToFront();
      without.push(await scroll(page));
      await startRun(extension, page);
      during.push(await scroll(page));
      await page.close();
    }
    const rows = (name: string, times: Scrolled[]) => [
      figure(
        `a frame ${name}, median`,
        'ms',
        times.map(({ medianMs }) => medianMs),
      ),
      figure(
        `a frame ${name}, 95 %`,
        'ms',
        times.map(({ p95Ms }) => p95Ms),
      ),
      figure(
        `longest task ${name}`,
        'ms',
        times.map(({ longestTaskMs }) => longestTaskMs),
      ),
    ];
    return { version: extension.version, figures: [...rows('without a run', without), ...rows('during one', during)] };
  } finally {
    await extension.close();
    pages.close();
  }
};

function scroll(page: Page): Promise<Scrolled> {
  return page.evaluate(async (count) => {
    let longestTaskMs = 0;
    const tasks = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
    });
    // Firefox does not tell of long tasks.
    if (PerformanceObserver.supportedEntryTypes.includes('longtask')) tasks.observe({ type: 'longtask' });
    const times: number[] = [];
    for (let frame = 0; frame <= count; frame++) {
      scrollBy(0, frame % 60 < 30 ? 12 : -12);
      times.push(await new Promise<number>((resolve) => requestAnimationFrame(resolve)));
    }
    tasks.disconnect();
    const frames = times
      .slice(1)
      .map((time, index) => time - (times[index] ?? 0))
      .sort((a, b) => a - b);
    const [medianMs = Number.NaN, p95Ms = Number.NaN] = [0.5, 0.95].map((share) => frames[Math.floor(share * count)]);
    return { medianMs, p95Ms, longestTaskMs };
  }, FRAMES);
}
