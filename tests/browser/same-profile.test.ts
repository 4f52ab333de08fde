/** An installed extension in a profile that stays: the browser starts again, and the store has an update. */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import manifest from '../../manifest.json' with { type: 'json' };
import type { LaunchOptions } from '../../scripts/browser/launch.ts';
import { correctionKey } from '../../src/correction-key.ts';
import { badgeKinds, badgeLabels } from './badges.ts';
import { BROWSERS, buildWith, type Extension, PAGE_HOST, startExtension } from './extension.ts';
import { PACKAGE_PREFS, packFirefox } from './firefox-package.ts';
import { evaluateInFirefox } from './firefox-window.ts';
import { countLooks } from './kept-looks.ts';
import { startServer, type TestServer } from './server.ts';

declare const browser: ExtensionApi;

const { id: geckoId } = manifest.browser_specific_settings.gecko;

/** As Chromium names what it loads from a folder. */
function chromiumOrigin(dir: string): string {
  const digest = createHash('sha256').update(dir).digest('hex').slice(0, 32);
  return `chrome-extension://${digest.replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)))}`;
}

describe.each(BROWSERS)('an installed extension in %s', (name) => {
  let server: TestServer;
  let extension: Extension;
  let profile: string;
  let dir: string;

  async function start(): Promise<void> {
    const how: LaunchOptions =
      name === 'chromium'
        ? { extensionOrigin: chromiumOrigin(dir), args: [`--load-extension=${dir}`] }
        : { extensionOrigin: 'moz-extension://7b1f3ae2-3c0e-4c35-9a3f-0a4a6a1d2b01', prefs: PACKAGE_PREFS };
    extension = await startExtension(name, [PAGE_HOST], { ...how, profile });
  }

  beforeAll(async () => {
    server = await startServer();
    profile = await mkdtemp(path.join(tmpdir(), 'age-badges-profile-'));
    dir = path.join(await buildWith([PAGE_HOST]), name === 'chromium' ? 'chrome' : 'firefox');
    if (name === 'firefox') {
      await mkdir(path.join(profile, 'extensions'));
      await writeFile(path.join(profile, 'extensions', `${geckoId}.xpi`), await packFirefox(dir, manifest.version));
    }
    await start();
  });

  afterAll(async () => {
    await extension?.close();
    server?.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });

  it('has after a restart of the browser all that was set and learnt', async () => {
    const url = `${server.origin}/one-picture.html`;
    const [picture] = await extension.annotate(await extension.openPage(url));
    if (!picture?.faces[0]) throw new Error('no face');
    const kept = {
      settings: { badges: 'dot', sites: { [PAGE_HOST]: 'always' } },
      [correctionKey(picture.source, picture.faces[0].box)]: 7,
    };
    await extension.control.evaluate((values) => browser.storage.local.set(values), kept);
    await expect.poll(() => extension.control.evaluate(countLooks)).toBe(1);
    await extension.close();

    await start();
    // By itself, for so says the rule.
    const page = await extension.openPage(url);
    await expect.poll(() => badgeLabels(page), { timeout: 20_000 }).toHaveLength(3);
    expect((await badgeLabels(page)).join()).toContain('Age 7 by your correction');
    expect(await badgeKinds(page)).toEqual(['dot', 'dot', 'dot']);
    expect(await extension.control.evaluate(countLooks)).toBe(1);
    const registered = () => extension.control.evaluate(() => browser.scripting.getRegisteredContentScripts());
    expect(await registered()).toMatchObject([{ matches: [PAGE_HOST] }]);
    // An id is there once, and not to be changed where it is not.
    const ids = ['annotate-picture', 'annotate-page', 'open-local'];
    const change = (menus: string[]) => Promise.all(menus.map((menu) => browser.contextMenus.update(menu, { enabled: true })));
    await extension.control.evaluate(change, ids);
    await expect(extension.control.evaluate(change, ['other'])).rejects.toThrow();
  });

  it.runIf(name === 'firefox')('takes away what it shows when the store has another version', async () => {
    const page = await extension.openPage(`${server.origin}/one-picture.html?update`);
    await expect.poll(() => badgeLabels(page), { timeout: 20_000 }).toHaveLength(3);
    // Or the new version would look at the page at once, for so says the rule.
    await extension.control.evaluate(() => browser.storage.local.remove('settings'));
    const file = path.join(profile, 'update.xpi');
    await writeFile(file, await packFirefox(dir, `${manifest.version}.1`));
    const install = `(async () => {
      const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
      const { FileUtils } = ChromeUtils.importESModule('resource://gre/modules/FileUtils.sys.mjs');
      void (await AddonManager.getInstallForFile(new FileUtils.File(${JSON.stringify(file)}))).install().catch(() => {});
    })()`;
    await evaluateInFirefox(extension.browser, install);
    await expect.poll(() => badgeLabels(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.children.length)).toBe(2);
    const control = await extension.openExtensionPage('popup.html');
    const version = () => control.evaluate(() => browser.runtime.getManifest().version);
    await expect.poll(version).toBe(`${manifest.version}.1`);
  });
});
