/** The page for pictures on this device, used as a person does. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ElementHandle, Page } from 'puppeteer-core';

const demo = path.join(import.meta.dirname, '../../node_modules/@vladmandic/face-api/demo');
const made = mkdtempSync(path.join(tmpdir(), 'age-badges-local-'));
process.on('exit', () => rmSync(made, { recursive: true, force: true }));

/** Six, with 22 faces. */
export const photographs = [1, 2, 3, 4, 5, 6].map((number) => path.join(demo, `sample${number}.jpg`));

/** Writes a file for the page to take. */
export function makeFile(name: string, content: string | Uint8Array): string {
  const file = path.join(made, name);
  writeFileSync(file, content);
  return file;
}

export const brokenPicture = makeFile('broken.jpg', 'no picture at all');
export const noPicture = makeFile('notes.txt', 'some text');

/** Chooses the files in the browser's dialog. */
export async function give(page: Page, files: readonly string[]): Promise<void> {
  const input = (await page.waitForSelector('input[type=file]')) as ElementHandle<HTMLInputElement>;
  await input.uploadFile(...files);
}

/** Lets go of a folder over the page. */
export async function dropFolder(page: Page, dir: string): Promise<void> {
  const session = await page.createCDPSession();
  const data = { items: [], files: [dir], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  await session.detach();
}

export const textOf = (page: Page): Promise<string> => page.evaluate(() => document.body.textContent ?? '');

/** What is said under each picture. */
export const outcomes = (page: Page): Promise<string[]> =>
  page.$$eval('.outcome', (lines) => lines.map((line) => line.textContent ?? ''));

export async function press(page: Page, label: string): Promise<void> {
  const found = await page.evaluate((wanted) => {
    const buttons = [...document.querySelectorAll('button')].filter(
      (button) => [button.textContent, button.ariaLabel].includes(wanted) && button.checkVisibility(),
    );
    buttons[0]?.click();
    return buttons.length > 0;
  }, label);
  if (!found) throw new Error(`no button ${label}`);
}

/** Until each picture has its answer. */
export async function untilDone(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const said = [...document.querySelectorAll('.outcome')].map((line) => line.textContent);
      return said.length > 0 && said.every((line) => line !== 'Waiting' && line !== 'Estimating…');
    },
    { timeout: 30_000, polling: 100 },
  );
}
