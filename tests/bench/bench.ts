/** `npm run bench`: how long whole pages take, what scrolling costs meanwhile, and whether memory stays bounded. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'puppeteer-core';
import type { BrowserName } from '../../scripts/browser/launch.ts';
import { runCommand } from '../../scripts/common/command.ts';
import { type Extension, PAGE_HOST, startExtension } from '../browser/extension.ts';
import { memoryMb } from './memory.ts';
import { type Pages, servePages } from './pages.ts';

const POLL_MS = 50;
/** No picture is done faster: the next question waits so long for each that is left, as asking costs the machine too. */
const PICTURE_MS = 15;
const PORTRAITS = 300;
/** Pictures that the engine looks at before anything is timed. */
const WARMING = 8;
const ENDLESS = 10_000;
/** After so many pictures of the endless page the memory is measured, each time. */
const MEASURED = 2000;
/** So many pictures come at a time. */
const STEP = 40;
const STEP_MS = 100;

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

async function start(extension: Extension, page: Page): Promise<number> {
  const tabId = await extension.tabIdOf(page);
  await extension.control.evaluate(
    (id) => browser.runtime.sendMessage({ to: 'background', kind: 'annotate-page', tabId: id }),
    tabId,
  );
  return tabId;
}

declare const browser: import('webextension-polyfill').Browser;

async function untilDone(extension: Extension, tabId: number, count: number): Promise<void> {
  for (;;) {
    const left = count - ((await extension.ask(tabId, 'status'))?.done ?? 0);
    if (left <= 0) return;
    await sleep(Math.max(POLL_MS, left * PICTURE_MS));
  }
}

/** From the click to the last badge in view, and to the last of all, on a page of the pictures from `first` on. */
async function timePage(extension: Extension, { origin }: Pages, first: number): Promise<string> {
  const page = await extension.openPage(`${origin}/portraits?first=${first}&count=${PORTRAITS}`);
  const inView = await page.$$eval(
    'img',
    (images) => images.filter((image) => image.getBoundingClientRect().top < innerHeight).length,
  );
  const startedMs = performance.now();
  const tabId = await start(extension, page);
  await untilDone(extension, tabId, inView);
  const viewMs = performance.now() - startedMs;
  await untilDone(extension, tabId, PORTRAITS);
  const allMs = performance.now() - startedMs;
  const status = await extension.ask(tabId, 'status');
  await page.close();
  return `${inView} in view ${seconds(viewMs)}, ${PORTRAITS} in all ${seconds(allMs)}, ${status?.faces} faces`;
}

/** With an engine that has just looked at its first pictures, while the browser still optimizes its code, and after that. */
async function timePortraits(extension: Extension, pages: Pages): Promise<string> {
  const warm = await extension.openPage(`${pages.origin}/portraits?count=${WARMING}`);
  await untilDone(extension, await start(extension, warm), WARMING);
  await warm.close();
  const first = await timePage(extension, pages, WARMING);
  return `first page ${first}; next page ${await timePage(extension, pages, WARMING + PORTRAITS)}`;
}

/** Frames while the page is scrolled during a run, and without one. */
async function timeFrames(extension: Extension, { origin }: Pages): Promise<string> {
  const measure = (page: Page) =>
    page.evaluate(async () => {
      let longestTaskMs = 0;
      const tasks = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
      });
      if (PerformanceObserver.supportedEntryTypes.includes('longtask')) tasks.observe({ type: 'longtask' });
      const times: number[] = [];
      for (let frame = 0; frame < 180; frame++) {
        scrollBy(0, frame % 60 < 30 ? 12 : -12);
        times.push(await new Promise<number>((resolve) => requestAnimationFrame(resolve)));
      }
      const frames = times
        .slice(1)
        .map((time, index) => time - (times[index] ?? 0))
        .sort((a, b) => a - b);
      return { medianMs: frames[90] ?? 0, p95Ms: frames[170] ?? 0, longestTaskMs };
    });
  const page = await extension.openPage(`${origin}/portraits?count=${PORTRAITS}&frames`);
  await page.bringToFront();
  const without = await measure(page);
  const tabId = await start(extension, page);
  const during = await measure(page);
  await untilDone(extension, tabId, PORTRAITS);
  const tell = ({ medianMs, p95Ms, longestTaskMs }: typeof during) =>
    `${medianMs.toFixed(1)} / ${p95Ms.toFixed(1)} ms a frame (median, 95 %), longest task ${longestTaskMs.toFixed(0)} ms`;
  return `without ${tell(without)}; during ${tell(during)}`;
}

/** Frees what page and extension have let go of, which Chromium may leave for long. Returns false in Firefox: its driver has no such call. */
async function collectGarbage({ version, extensionOrigin }: Extension, page: Page): Promise<boolean> {
  if (version.startsWith('Firefox')) return false;
  const ofExtension = page
    .browser()
    .targets()
    .filter((target) => target.url().startsWith(extensionOrigin));
  for (const target of [page.target(), ...ofExtension]) {
    const session = await target.createCDPSession();
    await session.send('HeapProfiler.collectGarbage');
    await session.detach();
  }
  return true;
}

/**
 * Memory of the whole browser when so many pictures have been scrolled through, with a run and without one; in brackets what
 * is left of it without the garbage of page and extension.
 */
async function measureMemory(extension: Extension, { origin }: Pages, count: number): Promise<string> {
  const pid = extension.browser.process()?.pid;
  const scroll = async (name: string, run: boolean) => {
    const page = await extension.openPage(`${origin}/endless?count=${count}&${name}`);
    const tabId = run ? await start(extension, page) : undefined;
    const measured: string[] = [];
    for (let number = 0; number <= count; number += STEP) {
      if (number > 0 && number % MEASURED === 0) {
        const mb = memoryMb(pid).toFixed(0);
        const held = (await collectGarbage(extension, page)) ? ` (${memoryMb(pid).toFixed(0)})` : '';
        measured.push(`${number}: ${mb}${held} MB`);
      }
      // Shown in full, with a run or without: what the browser keeps of the pictures is then the same.
      await page.evaluate(async (row) => {
        scrollTo(0, row * 128);
        await new Promise(requestAnimationFrame);
        await Promise.allSettled([...document.images].map((image) => image.decode()));
      }, number / 8);
      await sleep(STEP_MS);
      while (tabId && (await extension.ask(tabId, 'status'))?.running) await sleep(POLL_MS);
    }
    await page.close();
    return `${name} ${measured.join(', ')}`;
  };
  return `${await scroll('without', false)}; ${await scroll('with', true)}`;
}

const parts = { portraits: timePortraits, frames: timeFrames, memory: measureMemory };

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      browser: { type: 'string', multiple: true, default: ['chromium', 'firefox'] },
      part: { type: 'string', multiple: true, default: Object.keys(parts) },
      endless: { type: 'string', default: String(ENDLESS) },
    },
  });
  const pages = await servePages();
  console.log(pages.name);
  for (const name of values.browser as BrowserName[])
    for (const part of values.part as (keyof typeof parts)[]) {
      const extension = await startExtension(name, [PAGE_HOST], { hearsRequests: false });
      console.log(`${extension.version}, ${part}: ${await parts[part](extension, pages, Number(values.endless))}`);
      await extension.close();
    }
  pages.close();
  return 0;
});
