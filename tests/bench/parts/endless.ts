/** The whole browser's memory while an endless page is scrolled through, with a run and without one. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { type Extension, PAGE_HOST, startExtension } from '../../browser/extension.ts';
import { type Figures, figure } from '../figure.ts';
import { collectGarbage, memoryMb } from '../memory.ts';
import { startRun, untilIdle } from '../run.ts';
import { type Pages, servePages } from '../serve-pages.ts';
import type { Part } from './part.ts';

const PICTURES = { quick: 2000, full: 10_000 };
/** After so many pictures the memory is measured, each time. */
const MEASURED = 2000;
/** So many pictures come at a time. */
const STEP = 40;
const STEP_MS = 100;

export const endless: Part = async ({ browser, quick, onProgress }) => {
  const pages = await servePages();
  const extension = await startExtension(browser, [PAGE_HOST], { hearsRequests: false });
  try {
    const count = PICTURES[quick ? 'quick' : 'full'];
    const figures = [
      ...(await scroll(extension, pages, count, false, onProgress)),
      ...(await scroll(extension, pages, count, true, onProgress)),
    ];
    return { version: extension.version, figures };
  } finally {
    await extension.close();
    pages.close();
  }
};

async function scroll(
  extension: Extension,
  { origin }: Pages,
  count: number,
  run: boolean,
  onProgress: (text: string) => void,
): Promise<Figures> {
  const name = run ? 'with' : 'without';
  const page = await extension.openPage(`${origin}/endless?count=${count}&${name}`);
  const tabId = run ? await startRun(extension, page) : undefined;
  const figures: Figures = [];
  for (let number = 0; number <= count; number += STEP) {
    if (number > 0 && number % MEASURED === 0) {
      await collectGarbage(extension, page);
      figures.push(figure(`the browser after ${number} pictures ${name} a run`, 'MB', [memoryMb(extension)]));
      onProgress(`${number} pictures ${name} a run`);
    }
    await showRow(page, number / 8);
    await sleep(STEP_MS);
    if (tabId !== undefined) await untilIdle(extension, tabId);
  }
  await page.close();
  return figures;
}

/** Shown in full, with a run or without: what the browser keeps of the pictures is then the same. */
async function showRow(page: Page, row: number): Promise<void> {
  await page.evaluate(async (index) => {
    scrollTo(0, index * 128);
    await new Promise(requestAnimationFrame);
    await Promise.allSettled([...document.images].map((image) => image.decode()));
  }, row);
}
