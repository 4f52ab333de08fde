/** The one manifest.json carries the keys of both browsers; each browser gets it without the other's. */
import { createHash } from 'node:crypto';

export type Manifest = Record<string, unknown> & {
  background: Record<string, unknown>;
  permissions: string[];
  content_security_policy: { extension_pages: string };
};

/**
 * The manifest for one browser. Chrome runs the background as a service worker and the engine in an offscreen document; Firefox
 * runs both in one event page and knows no split incognito mode. The list is in Chrome's side panel and in Firefox's sidebar. Throws nothing; the manifest given stays as it is.
 */
export function deriveManifest(manifest: Manifest, browser: 'chrome' | 'firefox'): Manifest {
  const derived = structuredClone(manifest);
  if (browser === 'chrome') {
    delete derived.background.scripts;
    delete derived.browser_specific_settings;
    delete derived.sidebar_action;
  } else {
    delete derived.background.service_worker;
    delete derived.minimum_chrome_version;
    delete derived.incognito;
    delete derived.side_panel;
    derived.permissions = derived.permissions.filter((permission) => !['offscreen', 'sidePanel'].includes(permission));
  }
  return derived;
}

/** Style elements with these very texts work in the extension's pages, too; no other does. Changes the manifest given. */
export function allowStyles({ content_security_policy: policy }: Manifest, texts: readonly string[]): void {
  const hashes = texts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  policy.extension_pages = policy.extension_pages.replace("style-src 'self'", `style-src 'self' ${hashes.join(' ')}`);
}
