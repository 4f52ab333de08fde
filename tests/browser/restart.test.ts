import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../manifest.json' with { type: 'json' };
import { annotatePage } from '../../scripts/browser/annotate.ts';
import { badgeLabels } from './badges.ts';
import { buildWith, type Extension, PAGE_HOST, startExtension } from './extension.ts';
import { evaluateInFirefox } from './firefox-window.ts';
import { forgetLooks } from './kept-looks.ts';
import { startServer, type TestServer } from './server.ts';

/** Installs the same once more; this ends all pages of the extension. */
async function update({ name, browser }: Extension): Promise<void> {
  await browser.installExtension(path.join(await buildWith([PAGE_HOST]), name === 'chromium' ? 'chrome' : 'firefox'));
}

/** After an update: the page has badges once, and one element of ours besides its head and body. */
async function expectAnew(extension: Extension, page: Page): Promise<void> {
  await annotatePage(await extension.openExtensionPage('popup.html'), page, () => {});
  // Whatever is left of the old version follows the page.
  await page.evaluate(() => document.body.append('moved'));
  await sleep(300);
  expect(await badgeLabels(page)).toHaveLength(3);
  expect(await page.evaluate(() => document.documentElement.children.length)).toBe(3);
}

/** Has `lose` end the engine once the first picture of demo.html is done: the others must come all the same. */
async function annotateAndLose(extension: Extension, page: Page, lose: () => Promise<void>): Promise<void> {
  await extension.control.evaluate(forgetLooks);
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
  let session: CDPSession;

  beforeAll(async () => {
    server = await startServer();
    extension = await startExtension('chromium', [PAGE_HOST]);
    session = await extension.browser.target().createCDPSession();
  });

  afterAll(async () => {
    await extension?.close();
    server?.close();
  });

  const targets = (type: string) =>
    extension.browser.targets().filter((target) => target.type() === type && target.url().startsWith(extension.extensionOrigin));

  /** At once, whatever it is doing. */
  async function kill(type: 'service_worker' | 'background_page'): Promise<void> {
    // Puppeteer has no call for it.
    const ids = targets(type).map((target) => (target as unknown as { _targetId: string })._targetId);
    // It may just have ended by itself.
    await Promise.all(ids.map((targetId) => session.send('Target.closeTarget', { targetId }).catch(() => {})));
  }

  it('works after the service worker was killed between two clicks', async () => {
    const page = await extension.openPage(`${server.origin}/one-picture.html`);
    expect((await extension.annotate(page))[0]?.faces).toHaveLength(3);
    await kill('service_worker');
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

  it.each([0, 20, 40, 80, 160])('does what was asked although the service worker is killed %i ms later', async (delayMs) => {
    // So that it begins with the start of the engine.
    await kill('background_page');
    const page = await extension.openPage(`${server.origin}/demo.html?${delayMs}`);
    const tabId = await extension.tabIdOf(page);
    const popup = await extension.openPopup(tabId);
    const start = await popup.waitForSelector('.primary');
    await page.bringToFront();
    await start?.evaluate((button) => (button as HTMLElement).click());
    await sleep(delayMs);
    await kill('service_worker');
    // At some times, nothing is left of the extension.
    if (delayMs % 80 !== 0) await kill('background_page');
    const status = () => extension.ask(tabId, 'status');
    await expect.poll(status, { timeout: 20_000 }).toMatchObject({ running: false, done: 6, faces: 22, failed: {} });
    await Promise.all([page.close(), popup.close()]);
  });

  it('looks at everything although all parts are killed in the middle of a run', async () => {
    const page = await extension.openPage(`${server.origin}/demo.html?all`);
    await annotateAndLose(extension, page, async () => {
      await Promise.all([kill('service_worker'), kill('background_page')]);
    });
  });

  it('takes everything away when the extension is updated', async () => {
    const page = await extension.openPage(`${server.origin}/one-picture.html`);
    await extension.annotate(page);
    const idle = await extension.openPage(`${server.origin}/one-picture.html?idle`);
    await extension.annotate(idle);
    // Ended for want of work: with the engine goes the connection that tells of the end.
    await kill('background_page');
    await sleep(1000);
    await extension.annotate(page);
    await update(extension);
    await expect.poll(() => badgeLabels(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.children.length)).toBe(2);
    await expectAnew(extension, page);
    await expectAnew(extension, idle);
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
    await sleep(2 * IDLE_MS);
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

  it('leaves no badges of an old version beside those of the new one', async () => {
    const page = await extension.openPage(`${server.origin}/one-picture.html?updated`);
    await extension.annotate(page);
    await update(extension);
    await expectAnew(extension, page);
  });
});
