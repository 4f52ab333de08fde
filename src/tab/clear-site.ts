/** Takes everything away from the open pages of a site. */
import browser from 'webextension-polyfill';
import type { ToContent } from '../protocol.ts';
import { sitePattern } from '../sites.ts';

/** Of those whose address the browser tells: where the person has used the extension, or the site's permission is there. */
export async function clearSite(pattern: string): Promise<void> {
  const message: ToContent = { to: 'content', kind: 'clear' };
  for (const { id, url } of await browser.tabs.query({}))
    if (id !== undefined && sitePattern(url ?? '') === pattern) await browser.tabs.sendMessage(id, message).catch(() => {});
}
