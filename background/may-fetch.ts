/** Which hosts the extension may read from. To be asked before any request: even a refused one reaches the server. */
import browser, { type Permissions } from 'webextension-polyfill';
import type { Answers, ToBackground } from '../src/protocol.ts';

/** `url` is http or https. Works in the background itself and in Chrome's offscreen document, which has no permissions API. */
export async function mayFetch(url: string): Promise<Answers['may-fetch']> {
  const permissions = browser.permissions as Permissions.Static | undefined;
  if (!permissions) {
    const question: ToBackground = { to: 'background', kind: 'may-fetch', url };
    const ask = (): Promise<Answers['may-fetch']> => browser.runtime.sendMessage(question);
    // A service worker that ends takes its questions with it, and the next one wakes it.
    return ask().catch(ask);
  }
  // Firefox allows no port in a match pattern.
  const { protocol, hostname } = new URL(url);
  return permissions.contains({ origins: [`${protocol}//${hostname}/*`] });
}
