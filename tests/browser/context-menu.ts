/** The browser's own context menu, opened and used as a person does: it alone gives the extension access to the page. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'puppeteer-core';
import type { Extension } from './extension.ts';
import { evaluateInFirefox } from './firefox-window.ts';

const run = promisify(execFile);

/**
 * What is chosen on what lies at the point, with the way to it from the bottom of Chromium's menu up: past Inspect, and for a page its
 * source. Where both of our items fit, they are in a menu of their own.
 */
const CHOICES = {
  'picture on an image': { label: 'Estimate age', keys: ['Up', 'Up'] },
  'picture on a link': { label: 'Estimate age', keys: ['Up', 'Up'] },
  'picture on the page': { label: 'Estimate age', keys: ['Up', 'Up', 'Up', 'Right', 'Down', 'Up'] },
  'whole page': { label: 'Estimate ages on this page', keys: ['Up', 'Up', 'Up', 'Right', 'Down'] },
};

export type Choice = keyof typeof CHOICES;

async function chooseInChromium(page: Page, x: number, y: number, keys: readonly string[]): Promise<void> {
  const [left, top] = await page.evaluate(() => [screenX + (outerWidth - innerWidth) / 2, screenY + outerHeight - innerHeight]);
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
    ...keys,
    'Return',
  ]);
}

async function chooseInFirefox(page: Page, x: number, y: number, label: string): Promise<void> {
  await page.mouse.click(x, y, { button: 'right' });
  const expression = `(async () => {
    const menu = document.getElementById('contentAreaContextMenu');
    for (let tries = 0; menu.state !== 'open' && tries < 100; tries++) await new Promise((done) => setTimeout(done, 20));
    const item = [...menu.querySelectorAll('menuitem')].find((entry) => entry.label === ${JSON.stringify(label)});
    const inner = item.closest('menupopup');
    if (inner === menu) return menu.activateItem(item);
    const shown = new Promise((done) => inner.addEventListener('popupshown', done, { once: true }));
    inner.closest('menu').openMenu(true);
    await shown;
    inner.activateItem(item);
  })()`;
  await evaluateInFirefox(page.browser(), expression);
}

/** Right click at that point of the window, then the item. */
export async function chooseFromContextMenu(
  { name }: Extension,
  page: Page,
  x: number,
  y: number,
  choice: Choice,
): Promise<void> {
  const { label, keys } = CHOICES[choice];
  await page.bringToFront();
  if (name === 'chromium') await chooseInChromium(page, x, y, keys);
  else await chooseInFirefox(page, x, y, label);
}
