/** The extension API. What the page needs of it is alike in both browsers, so the page is spared the polyfill's weight. */
import type { Browser } from 'webextension-polyfill';

declare const chrome: Browser;

declare global {
  var browser: Browser | undefined;
}

// The page may call an element `browser`.
export const api: Browser = globalThis.browser?.runtime ? globalThis.browser : chrome;
