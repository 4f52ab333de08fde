import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { deriveManifest, type Manifest } from '../../../scripts/build/manifest.ts';
import messages from '../../../src/locales/en/messages.json' with { type: 'json' };

const text = await readFile(new URL('../../../manifest.json', import.meta.url), 'utf8');
const manifest: Manifest = JSON.parse(text);

describe('manifest.json', () => {
  it('gives each browser its own keys only', () => {
    const chrome = deriveManifest(manifest, 'chrome');
    expect(chrome.background).toEqual({ service_worker: 'background.js', type: 'module' });
    expect(chrome.permissions).toEqual(expect.arrayContaining(['offscreen', 'sidePanel']));
    expect(chrome).toHaveProperty('side_panel');
    expect(chrome).not.toHaveProperty('sidebar_action');
    const firefox = deriveManifest(manifest, 'firefox');
    expect(firefox.background).toEqual({ scripts: ['background.js', 'engine-host.js'], type: 'module' });
    expect(firefox.permissions).not.toContain('offscreen');
    expect(firefox.permissions).not.toContain('sidePanel');
    expect(firefox).toMatchObject({ sidebar_action: { open_at_install: false } });
    expect(firefox).not.toHaveProperty('side_panel');
    expect(firefox).not.toHaveProperty('incognito');
  });

  it('asks for no host at installation', () => {
    expect(manifest).not.toHaveProperty('host_permissions');
    expect(manifest).not.toHaveProperty('content_scripts');
  });

  it('opens nothing of the extension to pages and other extensions', () => {
    for (const browser of ['chrome', 'firefox'] as const) {
      const derived = deriveManifest(manifest, browser);
      expect(derived).not.toHaveProperty('web_accessible_resources');
      expect(derived).not.toHaveProperty('externally_connectable');
    }
  });

  it('says that no data is collected, and keeps private windows apart where the browser can', () => {
    const { browser_specific_settings: firefox } = deriveManifest(manifest, 'firefox');
    expect(firefox).toMatchObject({ gecko: { data_collection_permissions: { required: ['none'] } } });
    expect(deriveManifest(manifest, 'chrome').incognito).toBe('split');
  });

  it('has a text for every message it names', () => {
    const named = [...text.matchAll(/__MSG_(\w+)__/g)].map(([, key]) => key);
    expect(Object.keys(messages)).toEqual(expect.arrayContaining(named));
  });
});
