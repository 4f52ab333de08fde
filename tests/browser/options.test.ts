import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import { badgeKinds } from './badges.ts';
import { BROWSERS, PAGE_HOST, useExtension } from './extension.ts';

declare const browser: ExtensionApi;

describe.each(BROWSERS)('the settings in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST]);

  const openOptions = async () => {
    const page = await at.extension.openExtensionPage('options.html');
    await page.bringToFront();
    await page.waitForSelector('main');
    return page;
  };
  const bodyText = (page: Page) => page.evaluate(() => document.body.textContent);

  it('leave out unsure faces', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/demo.html`);
    const faces = (await at.extension.annotate(page)).flatMap((picture) => picture.faces);
    const sure = faces.filter(({ reliable }) => reliable).length;
    expect(sure).toBeLessThan(faces.length);
    const options = await openOptions();
    const toggle = async () => {
      await options.bringToFront();
      await options.locator('label::-p-text(Reliable estimates only)').click();
      await page.bringToFront();
    };
    await toggle();
    await expect.poll(async () => (await badgeKinds(page)).length).toBe(sure);
    await toggle();
    await expect.poll(async () => (await badgeKinds(page)).length).toBe(faces.length);
  });

  it('change badges on open pages at once, and last', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html`);
    await at.extension.annotate(page);
    const kinds = () => badgeKinds(page);
    await expect.poll(kinds).toHaveLength(3);
    const before = await kinds();
    expect(before).toContain('full');

    const options = await openOptions();
    const show = async (selector: string) => {
      await options.bringToFront();
      await options.click(selector);
      // A page in the background draws nothing.
      await page.bringToFront();
    };
    await show('label:has(input[name=style]):nth-of-type(3)');
    await expect.poll(kinds).toEqual(before.map(() => 'dot'));
    await show('label:has(input[name=style]):nth-of-type(1)');
    await expect.poll(kinds).toEqual(before);
    await show('fieldset [type=checkbox]');
    await expect.poll(kinds).not.toContain('full');

    await options.bringToFront();
    await options.focus('[type=range]');
    await options.keyboard.press('End');
    await page.bringToFront();
    await expect.poll(async () => (await kinds()).length).toBeLessThan(before.length);

    const again = await openOptions();
    expect(await again.$eval('output', ({ value }) => value)).toBe('200 pixels');
    expect(await again.$eval('fieldset [type=checkbox]', (box) => (box as HTMLInputElement).checked)).toBe(false);
  });

  // Last of those that need the permission for a page: Firefox lets that be cleared which came with the installation.
  it('say what is kept, and clear it after asking', async () => {
    const options = await openOptions();
    const press = (label: string) => options.locator(`::-p-text(${label})`).click();
    expect(await bodyText(options)).toMatch(/that you set yourself, \d+ bytes/);
    await press('Clear…');
    // The harmless answer has the focus.
    await options.keyboard.press('Enter');
    expect(await options.$('dialog[open]')).toBeNull();
    expect(await options.$eval('output', ({ value }) => value)).toBe('200 pixels');
    await press('Clear…');
    await options.click('dialog button:last-child');
    await expect.poll(() => bodyText(options)).toContain('All sizes');
    await expect.poll(() => bodyText(options)).toContain(', 0 bytes');
  });

  it('tell version, model and shortcut', async () => {
    const options = await openOptions();
    expect(await bodyText(options)).toMatch(/Version\d+\.\d+\.\d+Modelc3ae \d+/);
    expect(await bodyText(options)).toMatch(/Shortcut for the whole pageAlt\+Shift\+EGo to the badgesAlt\+Shift\+G/);
  });

  it("open the model's card, with its figures", async () => {
    const options = await openOptions();
    const href = await options.$eval('a[href^=model]', (link) => link.getAttribute('href'));
    const card = await at.extension.openExtensionPage(href ?? '');
    expect(await card.$eval('h1', (title) => title.textContent)).toMatch(/^Model card: C3AE/);
    const figures = await card.$$eval('img', (images) =>
      Promise.all(images.map((image) => image.decode().then(() => image.naturalWidth))),
    );
    expect(figures.length).toBeGreaterThan(3);
    expect(Math.min(...figures)).toBeGreaterThan(300);
  });

  it('open the licences of all parts', async () => {
    const options = await openOptions();
    const href = await options.$eval('a[href^=licences]', (link) => link.getAttribute('href'));
    const page = await at.extension.openExtensionPage(href ?? '');
    expect(await bodyText(page)).toContain('MIT License');
    expect(await page.$$eval('h2 + ul', (lists) => lists.length)).toBeGreaterThan(3);
    // The part that leads to the card does so from here, too.
    await page.click('a[href^=model]');
    expect(await page.$eval('h1', (title) => title.textContent)).toMatch(/^Model card/);
  });

  it("open the browser's page for shortcuts", async () => {
    const countTabs = () => at.extension.control.evaluate(async () => (await browser.tabs.query({})).length);
    const options = await openOptions();
    const before = await countTabs();
    await options.locator('button::-p-text(Change shortcut)').click();
    await expect.poll(countTabs).toBe(before + 1);
  });

  it('have a page before them that welcomes the person, behind the one in front', async () => {
    const views = () =>
      at.extension.control.evaluate(() => browser.extension.getViews({ type: 'tab' }).map(({ location }) => location.pathname));
    await expect.poll(views).toContain('/welcome.html');
  });
});
