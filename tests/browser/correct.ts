/** Sets another age for a face as a person does: by the mouse and the keyboard. */
import type { Page } from 'puppeteer-core';
import { expect } from 'vitest';
import type { Picture } from '../../src/report.ts';
import { badgePoint, popoverLabel, popoverText } from './badges.ts';

/** Of the first face in the picture, which is the page's first `img`: 7 years. */
export async function correctFirst(page: Page, picture: Picture | undefined): Promise<void> {
  const { x, y } = await badgePoint(page, 'img', picture);
  await page.mouse.click(x, y);
  await expect.poll(() => popoverLabel(page)).toMatch(/^Estimated age/);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(() => popoverText(page)).toContain('Correct age');
  await page.keyboard.type('7');
  await page.keyboard.press('Enter');
}
