/** All that a person does with the extension, from the first page to clearing what is kept. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'puppeteer-core';
import type { ExpectStatic } from 'vitest';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import manifest from '../../manifest.json' with { type: 'json' };
import { badgeLabels, badgePoint, popoverLabel, popoverText } from './badges.ts';
import type { Extension } from './extension.ts';
import { evaluateInFirefox } from './firefox-window.ts';
import { give, photographs, press, untilDone } from './local-page.ts';
import { PUBLIC_NAME } from './proxy.ts';
import type { TestServer } from './server.ts';

declare const browser: ExtensionApi;

const run = promisify(execFile);

/** Long enough for a machine that does much else. */
const WAIT = { timeout: 30_000 };

const END_IN_FIREFOX = `WebExtensionPolicy.getByID('${manifest.browser_specific_settings.gecko.id}').extension
  .terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true })`;

/** As the browsers do when it is idle. */
export async function endEngine({ name, browser: driver }: Extension): Promise<void> {
  if (name === 'firefox') return evaluateInFirefox(driver, END_IN_FIREFOX);
  const hosts = driver.targets().filter((target) => target.type() === 'background_page');
  if (hosts.length === 0) throw new Error('there is no engine');
  for (const host of hosts) await (await host.asPage()).evaluate(() => window.close());
}

/** What a page would hand to the browser's downloads goes nowhere. */
const dropFiles = (page: Page) =>
  page.evaluate(() => {
    HTMLAnchorElement.prototype.click = () => {};
  });

export interface Session {
  /** Opens the page with one photograph, and estimates all of it. The query tells it from the others. */
  visit(query: string): Promise<void>;
  /** Estimates, corrects, lists, saves and clears on one page. */
  useAPage(): Promise<void>;
  /** Looks at a page with pictures of another host, which are closed to the extension. */
  meetAnotherHost(): Promise<Page>;
  /** Allows all hosts in the popup over that page, and looks at one more picture that only the extension may read. */
  allowAllHosts(page: Page): Promise<void>;
  /** Has a site always looked at, then never, and takes the rule back. */
  setRules(): Promise<void>;
  /** Estimates a picture of this device, and saves what came of it. */
  useLocalPictures(): Promise<void>;
  /** Changes a setting, forgets all estimates, then clears all settings and permissions. */
  clearAll(): Promise<void>;
}

/** `extension` needs a window for Chromium's prompts; `expect` is that of the test, for several may run at once. */
export function startSession(extension: Extension, { origin }: TestServer, expect: ExpectStatic): Session {
  const facesIn = async (tabId: number) => (await extension.ask(tabId, 'status'))?.faces;
  const click = async (page: Page, label: string) => {
    await page.bringToFront();
    await page.locator(`button::-p-text(${label})`).setTimeout(WAIT.timeout).click();
  };

  const isAllowed = () => extension.control.evaluate(() => browser.permissions.contains({ origins: ['http://*/*'] }));

  async function open(query: string): Promise<{ page: Page; tabId: number }> {
    const page = await extension.openPage(`${origin}/one-picture.html?${query}`);
    return { page, tabId: await extension.tabIdOf(page) };
  }

  return {
    async visit(query) {
      const { page } = await open(query);
      expect((await extension.annotate(page))[0]?.faces).toHaveLength(3);
      await page.close();
    },

    async useAPage() {
      const { page, tabId } = await open('used');
      const [picture] = await extension.annotate(page);
      const { x, y } = await badgePoint(page, 'img', picture);
      await page.mouse.click(x, y);
      await expect.poll(() => popoverLabel(page), WAIT).toMatch(/^Estimated age/);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await expect.poll(() => popoverText(page), WAIT).toContain('Correct age');
      await page.keyboard.type('7');
      await page.keyboard.press('Enter');
      await expect.poll(() => popoverText(page), WAIT).toContain('Your correction: 7');

      const panel = await extension.openPanel(tabId);
      await panel.bringToFront();
      await panel.waitForSelector('.face', WAIT);
      await dropFiles(panel);
      await press(panel, 'CSV');
      await press(panel, 'JSON');
      await panel.close();

      const popup = await extension.openPopup(tabId);
      await click(popup, 'Clear badges');
      await expect.poll(() => badgeLabels(page), WAIT).toEqual([]);
      await popup.close();
      await page.bringToFront();
      await extension.annotatePicture(tabId, `${origin}/demo/sample1.jpg`);
      await expect.poll(() => badgeLabels(page), WAIT).toHaveLength(3);
      await page.close();
    },

    async meetAnotherHost() {
      const page = await extension.openPage(`${origin}/other-origin.html`);
      const pictures = await extension.annotate(page);
      expect(pictures.map(({ reason }) => reason)).toEqual(['needs-permission', undefined]);
      return page;
    },

    async allowAllHosts(page) {
      const tabId = await extension.tabIdOf(page);
      const popup = await extension.openPopup(tabId);
      await popup.bringToFront();
      await (await popup.waitForSelector('.notice button', WAIT))?.click();
      // A busy machine may show the prompt late.
      for (let tries = 0; extension.name === 'chromium' && tries < 3 && !(await isAllowed()); tries++)
        await run('xdotool', ['sleep', '1', 'key', '--delay', '200', 'Tab', 'Return', 'sleep', '1']);
      await expect.poll(() => facesIn(tabId), WAIT).toBe(6);
      await popup.close();
      await page.bringToFront();
      await page.evaluate((src) => {
        document.body.append(Object.assign(new Image(300, 200), { src }));
      }, `http://${PUBLIC_NAME}/demo/sample3.jpg`);
      await expect.poll(() => facesIn(tabId), WAIT).toBe(9);
      await page.close();
    },

    async setRules() {
      const { page, tabId } = await open('ruled');
      const popup = await extension.openPopup(tabId);
      await click(popup, 'Always');
      await page.bringToFront();
      await expect.poll(() => facesIn(tabId), WAIT).toBe(3);
      const { page: next, tabId: nextId } = await open('always');
      await expect.poll(() => facesIn(nextId), WAIT).toBe(3);
      await click(popup, 'Never');
      await expect.poll(() => badgeLabels(next), WAIT).toEqual([]);
      await click(popup, 'Only when I ask');
      await popup.waitForFunction(() => !document.body.textContent?.includes('stays off on this site'), WAIT);
      await Promise.all([page.close(), next.close(), popup.close()]);
    },

    async useLocalPictures() {
      const page = await extension.openExtensionPage('local.html');
      await page.bringToFront();
      await dropFiles(page);
      await give(page, photographs.slice(0, 1));
      await untilDone(page);
      await press(page, 'JSON');
      await page.close();
    },

    async clearAll() {
      const options = await extension.openExtensionPage('options.html');
      await options.bringToFront();
      await options.locator('label::-p-text(Reliable estimates only)').click();
      await click(options, 'Forget estimates');
      await options.waitForFunction(() => document.body.textContent?.includes('Pictures: 0.'), WAIT);
      await click(options, 'Clear…');
      await options.click('dialog button:last-child');
      await options.waitForFunction(() => document.body.textContent?.includes(', 0 bytes'), WAIT);
      expect(await isAllowed()).toBe(false);
      await options.close();
    },
  };
}
