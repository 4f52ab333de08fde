import { randomUUID } from 'node:crypto';
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import { annotatePage } from '../../scripts/browser/annotate.ts';
import { popoverText } from './badges.ts';
import { correctFirst } from './correct.ts';
import { BROWSERS, OTHER_HOST, PAGE_HOST, useExtension } from './extension.ts';
import { allowPrivateWindows, filesWith, openPrivateWindow } from './private-window.ts';

declare const browser: ExtensionApi;

describe.each(BROWSERS)('a private window in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST, OTHER_HOST]);
  let control: Page;

  /** Whatever is kept elsewhere: estimates, with the mark in the pictures' addresses, and an age that the person sets. The engine alone may read the second. */
  async function use(page: Page, askedFrom: Page, mark: string): Promise<void> {
    const sources = [`/demo/sample1.jpg?${mark}`, `${at.server.otherOrigin}/demo/sample2.jpg?${mark}`];
    await page.evaluate(async (addresses) => {
      const images = addresses.map((src) => Object.assign(new Image(600, 400), { src }));
      await Promise.all(images.map((image) => image.decode()));
      document.body.replaceChildren(...images);
    }, sources);
    const pictures = await annotatePage(askedFrom, page, () => {});
    expect(pictures.map(({ faces }) => faces.length)).toEqual([3, 3]);
    await correctFirst(page, pictures[0]);
    await expect.poll(() => popoverText(page)).toContain('Your correction: 7');
  }

  const kept = () =>
    control.evaluate(async () => ({
      databases: (await indexedDB.databases()).map((database) => database.name),
      keys: Object.keys(await browser.storage.local.get()).map((key) => key.replace(/:.*/, '')),
    }));

  it('is closed to the extension until the person opens it', async () => {
    const isAllowed = (page: Page) => page.evaluate(() => browser.extension.isAllowedIncognitoAccess());
    expect(await isAllowed(at.extension.control)).toBe(false);
    await allowPrivateWindows(at.extension);
    control = await at.extension.openExtensionPage('popup.html');
    expect(await isAllowed(control)).toBe(true);
  });

  it('leaves neither estimates nor corrections nor addresses on the disk', async () => {
    const [secret, open] = [randomUUID(), randomUUID()];
    const { page, privateControl } = await openPrivateWindow(control, `${at.server.origin}/text.html?${secret}`);
    await use(page, privateControl, secret);
    // Firefox opens tabs in the newest window.
    await Promise.all([page.close(), privateControl.close()]);

    // The same elsewhere is kept.
    const other = await at.extension.openPage(`${at.server.origin}/text.html?${open}`);
    expect(await kept()).toEqual({ databases: [], keys: [] });
    await use(other, control, open);
    await expect.poll(kept).toEqual({ databases: ['looks'], keys: ['correction'] });
    const driver = at.extension.browser;
    const cached = async () => (await filesWith(driver, `sample2.jpg?${open}`)).filter((file) => /cache/i.test(file));
    await expect.poll(cached, { timeout: 20_000 }).not.toEqual([]);
    expect(await filesWith(driver, secret)).toEqual([]);
  });

  it('shares the settings with all others', async () => {
    const { page, privateControl } = await openPrivateWindow(control, `${at.server.origin}/text.html?settings`);
    await privateControl.bringToFront();
    await privateControl.evaluate(() => location.assign('options.html'));
    await privateControl.locator('label::-p-text(Reliable estimates only)').click();
    const settings = () => control.evaluate(async () => (await browser.storage.local.get('settings')).settings);
    await expect.poll(settings).toMatchObject({ reliableOnly: true });
    await Promise.all([page.close(), privateControl.close()]);
  });
});
