import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import { badgeLabels } from './badges.ts';
import { chooseFromContextMenu } from './context-menu.ts';
import { BROWSERS, PAGE_HOST, useExtension } from './extension.ts';

declare const browser: ExtensionApi;

const run = promisify(execFile);

/** The extension as it ships: the popup knows the site of a page where the person has just used it. */
describe.each(BROWSERS)('rules for sites in %s', (name) => {
  const at = useExtension(name, [], {
    // Firefox then grants what is asked for after a real click, without a prompt; Chromium shows its prompt in a window only.
    prefs: { 'extensions.webextOptionalPermissionPrompts': false },
    headed: name === 'chromium',
    args: name === 'chromium' ? ['--window-position=0,0'] : [],
  });
  let page: Page;
  let tabId: number;

  const open = () => at.extension.openPage(`${at.server.origin}/one-picture.html`);
  const facesOn = async (tab: number) => (await at.extension.ask(tab, 'status'))?.faces;
  const bodyText = (of: Page) => of.evaluate(() => document.body.textContent);
  const openOptions = async () => {
    const options = await at.extension.openExtensionPage('options.html');
    await options.waitForSelector('main');
    return options;
  };

  /** In the popup over `page`. */
  async function choose(label: string): Promise<Page> {
    const popup = await at.extension.openPopup(tabId);
    await popup.bringToFront();
    await popup.locator(`button::-p-text(${label})`).click();
    return popup;
  }

  it('look at no page by themselves before', { retry: 2 }, async () => {
    page = await open();
    tabId = await at.extension.tabIdOf(page);
    expect(await at.extension.ask(tabId, 'status')).toBeUndefined();
    if (name === 'chromium') await run('xdotool', ['sleep', '1', 'key', 'alt+shift+e']);
    else await chooseFromContextMenu(at.extension, page, 300, 500, 'whole page');
    await expect.poll(() => facesOn(tabId), { timeout: 20_000 }).toBe(3);
  });

  it('keep off where the person said never, until it is taken back', async () => {
    const popup = await choose('Never');
    await expect.poll(() => bodyText(popup)).toContain('stays off on this site');
    expect(await bodyText(popup)).not.toContain('Estimate ages on this page');
    await expect.poll(() => badgeLabels(page)).toEqual([]);
    await expect(at.extension.annotate(page)).rejects.toThrow('Age Badges is off on this site');

    const options = await openOptions();
    const press = (label: string) => options.locator(`button::-p-text(${label})`).click();
    await options.bringToFront();
    await press('Remove');
    await expect.poll(() => bodyText(popup)).toContain('Estimate ages on this page');
    await press('Undo');
    await expect.poll(() => bodyText(popup)).toContain('stays off on this site');
    await press('Remove');
    await expect.poll(() => bodyText(popup)).toContain('Estimate ages on this page');
    expect(await at.extension.annotate(page)).toHaveLength(1);
  });

  it.runIf(name === 'chromium')('stay as they are where the permission is refused', async () => {
    const popup = await choose('Always');
    await expect.poll(() => bodyText(popup)).toContain('as soon as a page opens');
    await run('xdotool', ['sleep', '1', 'key', 'Escape']);
    await expect.poll(() => bodyText(popup)).toContain('asks the browser for access');
  });

  /** Chromium asks once for what was granted before. */
  async function chooseAlways(isAsked: boolean): Promise<void> {
    const popup = await choose('Always');
    if (isAsked) await run('xdotool', ['sleep', '1', 'key', '--delay', '200', 'Tab', 'Return']);
    await expect.poll(() => bodyText(popup)).toContain('as soon as a page opens');
  }

  it('look at pages as they open where the person said always', async () => {
    const other = await open();
    const otherId = await at.extension.tabIdOf(other);
    await chooseAlways(name === 'chromium');
    // What was open before, too.
    await other.bringToFront();
    await expect.poll(() => facesOn(otherId), { timeout: 20_000 }).toBe(3);

    const next = await open();
    const nextId = await at.extension.tabIdOf(next);
    await expect.poll(() => facesOn(nextId), { timeout: 20_000 }).toBe(3);
    await expect.poll(() => badgeLabels(next)).toHaveLength(3);
    expect(await bodyText(await openOptions())).toContain('127.0.0.1Always');
  });

  it('take their badges from all open pages of the site', async () => {
    const pages = [await open(), await open()];
    for (const opened of pages) await expect.poll(() => badgeLabels(opened), { timeout: 20_000 }).toHaveLength(3);
    await choose('Never');
    for (const opened of pages) await expect.poll(() => badgeLabels(opened)).toEqual([]);
    await chooseAlways(false);
  });

  it('end with the permission', async () => {
    const options = await openOptions();
    await at.extension.control.evaluate((origin) => browser.permissions.remove({ origins: [origin] }), PAGE_HOST);
    await expect.poll(() => bodyText(options)).toContain('only when you ask');
    const registered = () => at.extension.control.evaluate(() => browser.scripting.getRegisteredContentScripts());
    await expect.poll(registered).toEqual([]);
    const next = await open();
    const nextId = await at.extension.tabIdOf(next);
    expect(await at.extension.ask(nextId, 'status')).toBeUndefined();
  });
});
