import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import manifest from '../../manifest.json' with { type: 'json' };
import { badgeLabels } from './badges.ts';
import { type Extension, PAGE_HOST, startExtension } from './extension.ts';
import { evaluateInFirefox } from './firefox-window.ts';
import { startServer, type TestServer } from './server.ts';

declare const browser: ExtensionApi;

/** Has `lose` end the engine once the first picture of demo.html is done: the others must come all the same. */
async function annotateAndLose(extension: Extension, page: Page, lose: () => Promise<void>): Promise<void> {
  const run = extension.annotate(page);
  const tabId = await extension.tabIdOf(page);
  await expect
    .poll(async () => (await extension.ask(tabId, 'status'))?.done, { interval: 10, timeout: 10_000 })
    .toBeGreaterThan(0);
  await lose();
  const pictures = await run;
  expect(pictures.map(({ status, reason }) => reason ?? status)).toEqual(Array(6).fill('done'));
  expect(pictures.flatMap(({ faces }) => faces)).toHaveLength(22);
}

describe('when Chromium ends parts of the extension', () => {
  let server: TestServer;
  let extension: Extension;

  beforeAll(async () => {
    server = await startServer();
    extension = await startExtension('chromium', [PAGE_HOST]);
  });

  afterAll(async () => {
    await extension?.close();
    server?.close();
  });

  const targets = (type: string) =>
    extension.browser.targets().filter((target) => target.type() === type && target.url().startsWith(extension.extensionOrigin));

  it('works after the service worker was killed between two clicks', async () => {
    const page = await extension.openPage(`${server.origin}/one-picture.html`);
    expect((await extension.annotate(page))[0]?.faces).toHaveLength(3);
    const [worker] = targets('service_worker');
    await (await worker?.worker())?.close();
    await expect.poll(() => targets('service_worker')).toHaveLength(0);
    const other = await extension.openPage(`${server.origin}/one-picture.html?other`);
    expect((await extension.annotate(other))[0]?.faces).toHaveLength(3);
  });

  it('asks again when the engine was lost in the middle of a run', async () => {
    const page = await extension.openPage(`${server.origin}/demo.html`);
    await annotateAndLose(extension, page, async () => {
      const [host] = targets('background_page');
      await (await host?.asPage())?.evaluate(() => window.close());
    });
  });

  it('takes everything away when the extension is updated', async () => {
    const page = await extension.openPage(`${server.origin}/one-picture.html`);
    await extension.annotate(page);
    expect(await badgeLabels(page)).toHaveLength(3);
    // This ends the page that says it, too.
    await extension.control.evaluate(() => browser.runtime.reload()).catch(() => {});
    await expect.poll(() => badgeLabels(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.children.length)).toBe(2);
  });
});

describe('when Firefox ends the idle background page', () => {
  const IDLE_MS = 2000;
  let server: TestServer;
  let extension: Extension;

  beforeAll(async () => {
    server = await startServer();
    extension = await startExtension('firefox', [PAGE_HOST], { prefs: { 'extensions.background.idle.timeout': IDLE_MS } });
  });

  afterAll(async () => {
    await extension?.close();
    server?.close();
  });

  it('starts again at the next click', async () => {
    const page = await extension.openPage(`${server.origin}/one-picture.html`);
    expect((await extension.annotate(page))[0]?.faces).toHaveLength(3);
    await new Promise((resolve) => setTimeout(resolve, 2 * IDLE_MS));
    const other = await extension.openPage(`${server.origin}/demo.html`);
    expect((await extension.annotate(other)).flatMap(({ faces }) => faces)).toHaveLength(22);
  });

  it('asks again when it ends in the middle of a run', async () => {
    const page = await extension.openPage(`${server.origin}/demo.html?lost`);
    const { id } = manifest.browser_specific_settings.gecko;
    // As at the end of the idle time, which a test cannot time.
    const end = `WebExtensionPolicy.getByID('${id}').extension
      .terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true })`;
    await annotateAndLose(extension, page, () => evaluateInFirefox(extension.browser, end));
  });
});
