import { describe, expect, it } from 'vitest';
import { ask } from '../../scripts/browser/annotate.ts';
import { addStatus } from '../../src/status.ts';
import { badgePoint, hasBadgeAt } from './badges.ts';
import { BROWSERS, OTHER_HOST, PAGE_HOST, useExtension } from './extension.ts';

const OWN = ['nested', 'noscript', 'own', 'written'];

/** What comes after `?` in the addresses of pictures. */
const names = (sources: readonly string[]) => sources.map((source) => source.split('?')[1] ?? '').sort();

describe.each(BROWSERS)('frames in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST]);

  it('are entered, and those of other sites tell what permission is missing', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/frames.html`);
    const pictures = await at.extension.annotate(page);
    const done = pictures.filter(({ status }) => status === 'done');
    expect(names(done.map(({ source }) => source))).toEqual(OWN);
    expect(pictures.filter(({ status }) => status === 'failed')).toMatchObject([
      { source: `${at.server.otherOrigin}/frame.html?other`, reason: 'needs-permission' },
    ]);
    for (const frame of page.frames()) {
      const shown = await frame.$eval('img', (image) => image.src).catch(() => undefined);
      const picture = pictures.find(({ source, faces }) => source === shown && faces.length > 0);
      if (picture) expect(await hasBadgeAt(frame, await badgePoint(frame, 'img', picture)), shown).toBe(true);
    }
  });

  it('have their faces in the list', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/frames.html?list`);
    await at.extension.annotate(page);
    const panel = await at.extension.openPanel(await at.extension.tabIdOf(page));
    await expect.poll(() => panel.$$eval('.face', (faces) => faces.length)).toBe(3 * OWN.length);
  });

  it('say whether they have badges to move the focus to', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/frames.html?focus`);
    await at.extension.annotate(page);
    const [top, ...inside] = await ask(at.extension.control, await at.extension.tabIdOf(page), 'focus');
    expect(top).toBe(false);
    expect(inside).toContain(true);
  });

  it('are entered when they come later, and are cleared with the page', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/frames.html?late`);
    await at.extension.annotate(page);
    const tabId = await at.extension.tabIdOf(page);
    const report = async () => (await ask(at.extension.control, tabId, 'report')).flat();
    await page.evaluate(() => document.body.click());
    const late = `${at.server.origin}/demo/sample1.jpg?late`;
    await expect
      .poll(async () => (await report()).find(({ source }) => source === late)?.faces.length, { timeout: 10_000 })
      .toBe(3);
    const popup = await at.extension.openPopup(tabId);
    const clear = await popup.waitForSelector('::-p-text(Clear badges)');
    await clear?.click();
    await expect.poll(report).toEqual([]);
  });
});

describe.each(BROWSERS)('frames of a permitted site in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST, OTHER_HOST]);

  it('are entered, and count for nothing themselves', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/frames.html`);
    const pictures = await at.extension.annotate(page);
    const status = async () => (await ask(at.extension.control, await at.extension.tabIdOf(page), 'status')).reduce(addStatus);
    await expect.poll(status).toMatchObject({ running: false, pictures: 5, faces: 15, failed: {} });
    expect(names(pictures.map(({ source }) => source))).toEqual([...OWN, 'other'].sort());
  });
});
