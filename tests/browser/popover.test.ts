import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import { badgeLabels, badgePoint, hasBadgeAt, popoverCrops, popoverLabel, popoverText } from './badges.ts';
import { BROWSERS, PAGE_HOST, useExtension } from './extension.ts';

declare const browser: ExtensionApi;
declare const chrome: { runtime: { getContexts(filter: { contextTypes: string[] }): Promise<unknown[]> } };

/** From the button that closes, which has the focus at first. */
async function tabTo(page: Page, steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) await page.keyboard.press('Tab');
}

describe.each(BROWSERS)('the popover in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST]);

  async function openPopover(path: string, label = /^Estimated age/): Promise<Page> {
    const page = await at.extension.openPage(`${at.server.origin}/${path}`);
    const [picture] = await at.extension.annotate(page);
    const { x, y } = await badgePoint(page, 'img', picture);
    await page.mouse.click(x, y);
    await expect.poll(() => popoverLabel(page)).toMatch(label);
    return page;
  }

  it('shows what the net saw', async () => {
    const page = await openPopover('one-picture.html');
    const crops = await popoverCrops(page);
    expect(crops).toMatch(/^data:image\/jpeg;base64,/);
    expect(crops?.length).toBeLessThan(10_000);
    const size = await page.evaluate(async (src) => {
      const image = new Image();
      image.src = src ?? '';
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    }, crops);
    expect(size).toEqual([192, 64]);
  });

  it('takes a correction, keeps it for the next visit, and takes it back', async () => {
    const page = await openPopover('one-picture.html?correct');
    await tabTo(page, 1);
    await page.keyboard.press('Enter');
    await expect.poll(() => popoverText(page)).toContain('Correct age');
    await page.keyboard.type('7');
    await page.keyboard.press('Enter');
    await expect.poll(() => popoverText(page)).toContain('Your correction: 7');
    expect(await popoverLabel(page)).toMatch(/^Age 7 by your correction; estimated \d+/);
    expect(await badgeLabels(page)).toContain(await popoverLabel(page));
    const tabId = await at.extension.tabIdOf(page);
    const corrections = async () =>
      (await at.extension.ask(tabId, 'report'))?.flatMap(({ faces }) => faces.flatMap(({ correction }) => correction ?? []));
    expect(await corrections()).toEqual([7]);
    const panel = await at.extension.openPanel(tabId);
    const listed = () => panel.$$eval('.corrected', (faces) => faces.map(({ ariaLabel }) => ariaLabel));
    await expect.poll(listed).toEqual([await popoverLabel(page)]);
    await panel.close();
    await page.close();

    const again = await openPopover('one-picture.html?again', /^Age 7 by your correction/);
    await expect.poll(() => popoverText(again)).toContain('Your correction: 7');
    await tabTo(again, 1);
    await again.keyboard.press('Enter');
    await expect.poll(() => popoverText(again)).toContain('Wrong age…');
    expect((await badgeLabels(again)).join()).not.toContain('correction');
    const kept = await at.extension.control.evaluate(() => browser.storage.local.get());
    expect(Object.keys(kept)).toEqual([]);
  });

  it('stays open when the page touches the picture, and what was hidden stays away', async () => {
    const page = await openPopover('one-picture.html?touch');
    const touch = async (className: string) => {
      await page.$eval('img', (image, name) => image.classList.add(name), className);
      // The search waits for the end of a burst of changes.
      await new Promise((resolve) => setTimeout(resolve, 600));
    };
    await touch('active');
    expect(await popoverLabel(page)).toMatch(/^Estimated age/);
    // Firefox opens no list at a click in a page.
    await tabTo(page, name === 'chromium' ? 3 : 2);
    await page.keyboard.press('Enter');
    await expect.poll(() => badgeLabels(page)).toHaveLength(2);
    // The focus has gone to a badge that is still there.
    await page.keyboard.press('Enter');
    await expect.poll(() => popoverLabel(page)).toMatch(/^Estimated age/);
    await touch('shown');
    expect(await badgeLabels(page)).toHaveLength(2);
  });

  it('stays open while the film goes on', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html?film`);
    await page.$eval('img', async (image) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 600, height: 400 });
      const draw = () => canvas.getContext('2d')?.drawImage(image, 0, 0, 600, 400);
      setInterval(draw, 50);
      const film = Object.assign(document.createElement('video'), { muted: true, srcObject: canvas.captureStream(10) });
      image.style.cssText = 'position: fixed; opacity: 0';
      document.body.append(film);
      await film.play();
    });
    const tabId = await at.extension.tabIdOf(page);
    await at.extension.annotate(page);
    const film = async () => (await at.extension.ask(tabId, 'report'))?.find(({ source }) => source.startsWith('frame'));
    await expect.poll(async () => (await film())?.faces.length, { timeout: 10_000 }).toBe(3);
    const { x, y } = await badgePoint(page, 'video', await film());
    await expect.poll(() => hasBadgeAt(page, { x, y })).toBe(true);
    await page.mouse.click(x, y);
    await expect.poll(() => popoverLabel(page)).toMatch(/^Estimated age/);
    // Each frame lasts for a second at most.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(await popoverLabel(page)).toMatch(/^Estimated age/);
    await page.keyboard.press('Escape');
    await expect.poll(() => popoverLabel(page)).toBeUndefined();
    await expect.poll(() => badgeLabels(page)).toHaveLength(3);
  });

  it('refuses what is no age', async () => {
    const page = await openPopover('one-picture.html?refuse');
    await tabTo(page, 1);
    await page.keyboard.press('Enter');
    await expect.poll(() => popoverText(page)).toContain('Correct age');
    await page.keyboard.type('121');
    await page.keyboard.press('Enter');
    expect(await popoverText(page)).toContain('Correct age');
  });

  it('shows the face in the list', async () => {
    const page = await openPopover('one-picture.html?list');
    const tabId = await at.extension.tabIdOf(page);
    if (name === 'firefox') {
      // There a click in a page opens no sidebar: the button is there while the list is open.
      expect(await popoverText(page)).not.toContain('Show in list');
      await page.keyboard.press('Escape');
      await at.extension.openPanel(tabId);
      await page.bringToFront();
      await page.keyboard.press('Enter');
      await expect.poll(() => popoverText(page)).toContain('Show in list');
    }
    await tabTo(page, 2);
    await page.keyboard.press('Enter');
    const panels = () => at.extension.control.evaluate(() => chrome.runtime.getContexts({ contextTypes: ['SIDE_PANEL'] }));
    if (name === 'chromium') await expect.poll(panels).toHaveLength(1);
    const panel = await at.extension.openPanel(tabId);
    await expect.poll(() => panel.$$eval('.current', (faces) => faces.length)).toBe(1);
  });
});
