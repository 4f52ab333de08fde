/** The browser's own context menu, opened and used as a person does: it alone gives the extension access to the page. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'puppeteer-core';
import type { Extension } from './extension.ts';
import { evaluateInFirefox } from './firefox-window.ts';

const run = promisify(execFile);

/** How many items stand below ours in Chromium's menu, from the bottom up: Inspect, and for a page its source too. */
const UPWARDS = { image: 2, page: 3 };

async function chooseInChromium(page: Page, x: number, y: number, kind: keyof typeof UPWARDS): Promise<void> {
  const [left, top] = await page.evaluate(() => [screenX + (outerWidth - innerWidth) / 2, screenY + outerHeight - innerHeight]);
  const steps = Array<string>(UPWARDS[kind]).fill('Up');
  const point = [x + (left ?? 0), y + (top ?? 0)].map((px) => String(Math.round(px)));
  await run('xdotool', [
    'key',
    'Escape',
    'mousemove',
    ...point,
    'click',
    '3',
    'sleep',
    '1',
    'key',
    '--delay',
    '80',
    ...steps,
    'Return',
  ]);
}

async function chooseInFirefox(page: Page, x: number, y: number, label: string): Promise<void> {
  await page.mouse.click(x, y, { button: 'right' });
  const expression = `(async () => {
    const menu = document.getElementById('contentAreaContextMenu');
    for (let tries = 0; menu.state !== 'open' && tries < 100; tries++) await new Promise((done) => setTimeout(done, 20));
    const item = [...menu.querySelectorAll('menuitem')].find((entry) => entry.label === ${JSON.stringify(label)});
    menu.activateItem(item);
  })()`;
  await evaluateInFirefox(page.browser(), expression);
}

/** Right click at that point of the window, then the item: `label` is its text, `kind` what lies at the point. */
export async function chooseFromContextMenu(
  { name }: Extension,
  page: Page,
  x: number,
  y: number,
  kind: 'image' | 'page',
  label: string,
): Promise<void> {
  await page.bringToFront();
  if (name === 'chromium') await chooseInChromium(page, x, y, kind);
  else await chooseInFirefox(page, x, y, label);
}
