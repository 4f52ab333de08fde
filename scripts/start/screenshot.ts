/** Keeps a picture of an annotated page. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'puppeteer-core';

const WIDTH_PX = 1280;
/** Browsers do not paint a window of any height. */
const TALLEST_PX = 12_000;

/** The wanted file, or one in `folder` named by the time. Of several pages, the second and later get a number. */
export function screenshotFile(wanted: string | undefined, folder: string, index: number): string {
  const time = new Date().toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  const { dir, name } = path.parse(wanted ?? path.join(folder, `ageb-${time}.png`));
  return path.join(dir, `${name}${index === 0 ? '' : `-${index + 1}`}.png`);
}

/** The whole page without a window, what is in view with one. */
export async function keepScreenshot(page: Page, file: string, headed: boolean): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  if (!headed) {
    const heightPx = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewport({ width: WIDTH_PX, height: Math.min(heightPx, TALLEST_PX) });
  }
  // Badges follow the new layout within two frames.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await writeFile(file, await page.screenshot());
}
