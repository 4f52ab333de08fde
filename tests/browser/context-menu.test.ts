import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import { overlap } from '../../src/geometry.ts';
import type { Picture } from '../../src/report.ts';
import { badgeLabels, badgePoint, hasBadgeAt, popoverLabel } from './badges.ts';
import { type Choice, chooseFromContextMenu } from './context-menu.ts';
import { BROWSERS, useExtension } from './extension.ts';

declare const browser: ExtensionApi;

const run = promisify(execFile);

/** The extension as it ships, with no permission for any host. */
describe.each(BROWSERS)('the context menu in %s', (name) => {
  // Chromium draws no menu without a window.
  const at = useExtension(name, [], name === 'chromium' ? { headed: true, args: ['--window-position=0,0'] } : {});

  // On a busy machine the window now and then gets the keys before its menu is open.
  it.each<{ choice: Choice; file: string; y: number }>([
    { choice: 'picture on an image', file: 'one-picture', y: 200 },
    { choice: 'whole page', file: 'one-picture', y: 500 },
    { choice: 'picture on the page', file: 'overlaid', y: 200 },
    { choice: 'picture on a link', file: 'overlaid', y: 600 },
  ])('estimates the $choice', { retry: 2 }, async ({ choice, file, y }) => {
    const page = await at.extension.openPage(`${at.server.origin}/${file}.html?${choice}`);
    const tabId = await at.extension.tabIdOf(page);
    await chooseFromContextMenu(at.extension, page, 300, y, choice);
    await expect.poll(async () => (await at.extension.ask(tabId, 'status'))?.faces, { timeout: 20_000 }).toBe(3);
    await expect.poll(() => badgeLabels(page)).toHaveLength(3);
  });

  // Firefox takes no keys of the system without a window.
  it.runIf(name === 'chromium')('goes to the badges by its shortcut', { retry: 2 }, async () => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html?shortcut`);
    await chooseFromContextMenu(at.extension, page, 300, 500, 'whole page');
    await expect.poll(() => badgeLabels(page), { timeout: 20_000 }).toHaveLength(3);
    await run('xdotool', ['sleep', '1', 'key', 'alt+shift+g', 'sleep', '1', 'key', 'Return']);
    await expect.poll(() => popoverLabel(page)).toMatch(/^Estimated age/);
  });

  it('says where there is no picture', { retry: 2 }, async () => {
    const page = await at.extension.openPage(`${at.server.origin}/text.html`);
    const tabId = await at.extension.tabIdOf(page);
    await chooseFromContextMenu(at.extension, page, 300, 500, 'picture on the page');
    const title = () => at.extension.control.evaluate((id) => browser.action.getTitle({ tabId: id }), tabId);
    await expect.poll(title, { timeout: 10_000 }).toBe('This is not a picture that can be read.');
  });

  it('lets what no page may read be cut out of the window', { retry: 2 }, async () => {
    const page = await at.extension.openPage(`${at.server.origin}/closed-pictures.html`);
    const tabId = await at.extension.tabIdOf(page);
    await chooseFromContextMenu(at.extension, page, 900, 500, 'whole page');
    const report = async () => (await at.extension.ask(tabId, 'report')) ?? [];
    const done = async () => (await report()).filter(({ status }) => status === 'done').map(({ source }) => source.split('?')[1]);
    await expect.poll(done, { timeout: 20_000 }).toEqual([undefined, 'background']);
    const [picture, background] = await report();
    expect([picture?.faces.length, background?.faces.length]).toEqual([3, 3]);
    // Both show the same photograph, the one a third larger than the other and cut by its box.
    const boxes = (of?: Picture) => of?.faces.map(({ box }) => box).sort((a, b) => a.x - b.x) ?? [];
    for (const [index, box] of boxes(picture).entries()) {
      expect(overlap(box, boxes(background)[index] ?? box), `face ${index}`).toBeGreaterThan(0.6);
    }
    expect(await hasBadgeAt(page, await badgePoint(page, '#image', picture))).toBe(true);
    await page.evaluate(() => scrollTo(0, 2400));
    await expect.poll(done, { timeout: 20_000 }).toEqual([undefined, 'background', 'below']);
  });

  it('lets alone what moves all the time, until it is seen anew', { retry: 2 }, async () => {
    const page = await at.extension.openPage(`${at.server.origin}/closed-pictures.html?ticker`);
    await page.addStyleTag({
      content: `#image { animation: drift 30s linear infinite } #background, #below { display: none } body { height: 5000px }
        @keyframes drift { to { translate: 600px } }`,
    });
    const tabId = await at.extension.tabIdOf(page);
    await chooseFromContextMenu(at.extension, page, 900, 700, 'whole page');
    const report = async () => (await at.extension.ask(tabId, 'report')) ?? [];
    await expect.poll(async () => (await report()).length, { timeout: 20_000 }).toBe(1);
    const rests = async () => {
      for (let look = 0; look < 5; look++) {
        if ((await at.extension.ask(tabId, 'status'))?.running) return false;
        await sleep(400);
      }
      return true;
    };
    await expect.poll(rests, { timeout: 20_000 }).toBe(true);
    expect(await report()).toMatchObject([{ reason: 'needs-permission' }]);
    await page.$eval('img', (image) => image.style.setProperty('animation', 'none'));
    for (const top of [2000, 0]) {
      await page.evaluate((y) => scrollTo(0, y), top);
      await sleep(500);
    }
    await expect.poll(async () => (await report())[0]?.faces.length, { timeout: 20_000 }).toBe(3);
  });

  it('cuts it out where it is in a frame of the page', { retry: 2 }, async () => {
    const page = await at.extension.openPage(`${at.server.origin}/framed-pictures.html`);
    await chooseFromContextMenu(at.extension, page, 900, 500, 'whole page');
    const frame = page.frames().find((one) => one.url().includes('?framed'));
    if (!frame) throw new Error('no frame');
    // The first face of this photograph, as the whole page tells it.
    const box = { x: 380, y: 392, width: 204, height: 204 };
    const point = await badgePoint(frame, '#image', { width: 1920, height: 1280, faces: [{ box }] });
    await expect.poll(() => hasBadgeAt(frame, point), { timeout: 20_000 }).toBe(true);
  });
});
