/** What is kept on the disk, what it tells, and when it goes. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import manifest from '../../manifest.json' with { type: 'json' };
import { BROWSERS, PAGE_HOST, useExtension } from './extension.ts';
import { profileOf } from './private-window.ts';
import { endEngine } from './session.ts';

declare const browser: ExtensionApi;

/** Runs in a page of the extension. All keys and values; with `add`, puts the first value under that key, too. */
function readLooks(add?: string): Promise<{ keys: string[]; values: string }> {
  return new Promise((resolve) => {
    const opening = indexedDB.open('looks');
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('looks', 'readwrite');
      const store = transaction.objectStore('looks');
      const [keys, values] = [store.getAllKeys(), store.getAll()];
      values.onsuccess = () => {
        if (add) store.put(values.result[0], add);
      };
      transaction.oncomplete = () => {
        opening.result.close();
        resolve({ keys: keys.result.map(String), values: JSON.stringify(values.result) });
      };
    };
  });
}

describe.each(BROWSERS)('what is kept in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST]);
  const looks = (add?: string) => at.extension.control.evaluate(readLooks, add);
  const visit = async (query: string) => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html?${query}`);
    expect((await at.extension.annotate(page))[0]?.faces).toHaveLength(3);
  };

  it('names neither page nor picture', async () => {
    await visit('first');
    await expect.poll(async () => (await looks()).keys).toHaveLength(1);
    const { keys, values } = await looks();
    expect(keys[0]).toMatch(/^[\d.]+ c3ae [\d.]+\/[\da-f]{64}$/);
    expect(values).toContain('data:image/jpeg');
    expect(values).not.toMatch(/127\.0\.0\.1|https?:|sample1|one-picture/);
    expect(await at.extension.control.evaluate(() => browser.storage.local.get())).toEqual({});
  });

  it('goes when the extension or the net has another version', async () => {
    await looks('0.0.1 c3ae 2020.1/other');
    expect((await looks()).keys).toHaveLength(2);
    await endEngine(at.extension);
    await visit('second');
    await expect.poll(async () => (await looks()).keys).toEqual([expect.stringMatching(/[\da-f]{64}$/)]);
  });

  it('goes with the extension', async () => {
    const { browser: driver, control, extensionOrigin } = at.extension;
    const { host } = new URL(extensionOrigin);
    /** The browsers keep estimates and settings in folders of the extension's name. */
    const folders = async () => {
      const files = await readdir(profileOf(driver), { recursive: true });
      return files.filter((file) => path.basename(file).includes(host));
    };
    await control.evaluate(() => browser.storage.local.set({ settings: { reliableOnly: true } }));
    await expect.poll(folders).toHaveLength(2);
    await driver.uninstallExtension(name === 'chromium' ? host : manifest.browser_specific_settings.gecko.id);
    await expect.poll(folders, { timeout: 20_000 }).toEqual([]);
  });
});
