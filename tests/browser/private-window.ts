/** Private windows, which the browsers close to extensions until the person allows it. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { expect } from 'vitest';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import manifest from '../../manifest.json' with { type: 'json' };
import type { Extension } from './extension.ts';
import { evaluateInFirefox } from './firefox-window.ts';

declare const browser: ExtensionApi;
declare const chrome: {
  developerPrivate: {
    updateProfileConfiguration(update: { inDeveloperMode: boolean }): Promise<void>;
    updateExtensionConfiguration(update: { extensionId: string; incognitoAccess: boolean }): Promise<void>;
    getExtensionInfo(id: string): Promise<{ state: string; incognitoAccess: { isActive: boolean } }>;
  };
};

const { id } = manifest.browser_specific_settings.gecko;

const ALLOW_IN_FIREFOX = `(async () => {
  const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
  const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
  await ExtensionPermissions.add('${id}', { permissions: ['internal:privateBrowsingAllowed'], origins: [] });
  await (await AddonManager.getAddonByID('${id}')).reload();
})()`;

/** As the switch on the browser's page of extensions does. The extension starts anew with it: its pages are gone. */
export async function allowPrivateWindows({ name, browser: driver, extensionOrigin }: Extension): Promise<void> {
  if (name === 'firefox') return evaluateInFirefox(driver, ALLOW_IN_FIREFOX);
  const page = await driver.newPage();
  await page.goto('chrome://extensions');
  const extensionId = new URL(extensionOrigin).host;
  await page.evaluate(async (ours) => {
    // Else Chromium switches off at the new start what comes from no store.
    await chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true });
    await chrome.developerPrivate.updateExtensionConfiguration({ extensionId: ours, incognitoAccess: true });
  }, extensionId);
  const state = () => page.evaluate(async (ours) => (await chrome.developerPrivate.getExtensionInfo(ours)).state, extensionId);
  await expect.poll(state).toBe('ENABLED');
  await page.close();
}

async function findPage(driver: Browser, isIt: (page: Page) => Promise<boolean | undefined>): Promise<Page | undefined> {
  for (const page of await driver.pages()) {
    // It may just be loading, or gone.
    if (await isIt(page).catch(() => false)) return page;
  }
}

/** A private window with the web page, and with a page of the extension to send messages from. `control` is such a page elsewhere. */
export async function openPrivateWindow(control: Page, url: string): Promise<{ page: Page; privateControl: Page }> {
  await control.evaluate(async (address) => {
    await browser.windows.create({ incognito: true, url: [address, browser.runtime.getURL('popup.html')] });
  }, url);
  const find = async () => {
    const page = await findPage(control.browser(), (one) =>
      one.evaluate((address) => location.href === address && document.readyState === 'complete', url),
    );
    const privateControl = await findPage(control.browser(), (one) =>
      one.evaluate(() => location.pathname === '/popup.html' && browser.extension.inIncognitoContext),
    );
    return page && privateControl && { page, privateControl };
  };
  await expect.poll(find, { timeout: 20_000 }).toBeDefined();
  return (await find()) as { page: Page; privateControl: Page };
}

/** The folder. */
export function profileOf(driver: Browser): string {
  const args = driver.process()?.spawnargs.join('\n') ?? '';
  return /(?:--user-data-dir=|--profile\n)(.*)/.exec(args)?.[1] ?? '';
}

/** The profile's files that have the text in them. */
export async function filesWith(driver: Browser, text: string): Promise<string[]> {
  const profile = profileOf(driver);
  const files = (await readdir(profile, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const found: string[] = [];
  for (const { parentPath, name } of files) {
    const file = path.join(parentPath, name);
    // It may be gone by now.
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    if (bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le'))) found.push(path.relative(profile, file));
  }
  return found;
}
