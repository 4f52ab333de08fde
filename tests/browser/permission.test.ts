import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import { badgeLabels } from './badges.ts';
import { BROWSERS, PAGE_HOST, useExtension } from './extension.ts';

declare const browser: ExtensionApi;

const runProgram = promisify(execFile);

describe.each(BROWSERS)('without permission for another host, in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST], {
    // Firefox then grants what is asked for after a real click, without a prompt; Chromium shows its prompt in a window only.
    prefs: { 'extensions.webextOptionalPermissionPrompts': false },
    headed: name === 'chromium',
  });

  it('reads what the page may read, and asks for the rest', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/other-origin.html`);
    const [closed, open] = await at.extension.annotate(page);
    expect(closed).toMatchObject({ status: 'failed', reason: 'needs-permission' });
    expect(open).toMatchObject({ status: 'done' });
    expect(await badgeLabels(page)).toHaveLength(3);

    const popup = await at.extension.openPopup(await at.extension.tabIdOf(page));
    await expect.poll(() => popup.evaluate(() => document.body.textContent)).toContain('Allow reading pictures on all sites');
  });

  it('has no extension request reach that host', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/other-origin.html?again`);
    at.server.requests.length = 0;
    await at.extension.annotate(page);
    const tabId = await at.extension.tabIdOf(page);
    await at.extension.annotatePicture(tabId, `${at.server.otherOrigin}/demo/sample1.jpg`);
    await expect.poll(async () => (await at.extension.ask(tabId, 'status'))?.running).toBe(false);
    // The page's own attempts, under CORS, are all. The engine's carry no referer, and in Firefox the extension's origin.
    const asked = at.server.requests.filter(({ url }) => url.startsWith(at.server.otherOrigin));
    expect(asked.filter(({ referer, origin }) => !referer || origin?.includes('extension'))).toEqual([]);
  });

  it('asks again for what needed the permission, and for nothing else', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/other-origin.html?retry`);
    const before = await at.extension.annotate(page);
    at.server.requests.length = 0;
    const tabId = await at.extension.tabIdOf(page);
    await at.extension.ask(tabId, 'retry');
    await expect.poll(async () => (await at.extension.ask(tabId, 'status'))?.running).toBe(false);
    const after = await at.extension.ask(tabId, 'report');
    expect(after?.map(({ reason }) => reason)).toEqual(['needs-permission', undefined]);
    expect(after?.[0]?.milliseconds).not.toBe(before[0]?.milliseconds);
    expect(after?.[1]).toEqual(before[1]);
  });

  it('reads the rest once it is allowed in the popup', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/other-origin.html?allowed`);
    await at.extension.annotate(page);
    const tabId = await at.extension.tabIdOf(page);
    const popup = await at.extension.openPopup(tabId);
    await popup.waitForSelector('.notice button');
    await popup.click('.notice button');
    if (name === 'chromium') await runProgram('xdotool', ['sleep', '1', 'key', '--delay', '200', 'Tab', 'Return']);
    await expect.poll(async () => (await at.extension.ask(tabId, 'status'))?.faces, { timeout: 20_000 }).toBe(6);
  });

  it('requests nothing more once that is taken back in the middle of a run, and says so', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html?revoked`);
    const count = 40;
    await page.evaluate(
      async (origin, images) => {
        const added = Array.from({ length: images }, (_, index) => {
          const image = new Image(120);
          image.src = `${origin}/demo/sample2.jpg?${index}`;
          document.body.append(image);
          return image;
        });
        await Promise.all(added.map((image) => image.decode()));
      },
      at.server.otherOrigin,
      count,
    );
    const tabId = await at.extension.tabIdOf(page);
    const status = () => at.extension.ask(tabId, 'status');
    await at.extension.control.evaluate((id) => {
      void browser.runtime.sendMessage({ to: 'background', kind: 'annotate-page', tabId: id });
    }, tabId);
    await expect.poll(async () => (await status())?.done, { interval: 10, timeout: 20_000 }).toBeGreaterThan(0);
    await at.extension.ask(tabId, 'pause');
    // What is in work comes to its end.
    for (let before = -1, done = 0; done !== before; done = (await status())?.done ?? 0) {
      before = done;
      await sleep(500);
    }
    const origins = ['http://*/*', 'https://*/*'];
    // In Chromium this takes the page's own host with it.
    await at.extension.control.evaluate((all) => browser.permissions.remove({ origins: all }), origins);
    at.server.requests.length = 0;
    await at.extension.ask(tabId, 'resume');
    await expect.poll(async () => (await status())?.running, { timeout: 20_000 }).toBe(false);
    const pictures = (await at.extension.ask(tabId, 'report')) ?? [];
    expect(pictures).toHaveLength(count + 1);
    expect(new Set(pictures.map(({ status, reason }) => reason ?? status))).toEqual(new Set(['done', 'needs-permission']));
    // The page's own attempts, under CORS, are all.
    expect(at.server.requests.filter(({ referer, origin }) => !referer || origin?.includes('extension'))).toEqual([]);
  });
});
