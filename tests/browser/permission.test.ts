import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { badgeLabels } from './badges.ts';
import { BROWSERS, PAGE_HOST, useExtension } from './extension.ts';

const run = promisify(execFile);

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
    if (name === 'chromium') await run('xdotool', ['sleep', '1', 'key', '--delay', '200', 'Tab', 'Return']);
    await expect.poll(async () => (await at.extension.ask(tabId, 'status'))?.faces, { timeout: 20_000 }).toBe(6);
  });
});
