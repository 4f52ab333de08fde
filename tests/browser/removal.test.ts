/** What stays when the extension is removed from the browser. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import manifest from '../../manifest.json' with { type: 'json' };
import { BROWSERS, PAGE_HOST, useExtension } from './extension.ts';
import { profileOf } from './private-window.ts';

declare const browser: ExtensionApi;

describe.each(BROWSERS)('the removed extension in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST]);

  it('leaves nothing of what it kept', async () => {
    const { browser: driver, control, extensionOrigin } = at.extension;
    const { host } = new URL(extensionOrigin);
    /** The browsers keep estimates and settings in folders of the extension's name. */
    const folders = async () => {
      const files = await readdir(profileOf(driver), { recursive: true });
      return files.filter((file) => path.basename(file).includes(host));
    };
    await at.extension.annotate(await at.extension.openPage(`${at.server.origin}/one-picture.html`));
    await control.evaluate(() => browser.storage.local.set({ settings: { reliableOnly: true } }));
    await expect.poll(folders).toHaveLength(2);
    await driver.uninstallExtension(name === 'chromium' ? host : manifest.browser_specific_settings.gecko.id);
    await expect.poll(folders, { timeout: 20_000 }).toEqual([]);
  });
});
