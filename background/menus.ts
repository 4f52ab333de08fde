/** The items of the context menu. */
import browser from 'webextension-polyfill';
import type { Settings } from '../src/settings.ts';
import { loadSettings } from '../src/store/stored-settings.ts';

export const PICTURE_ITEM = 'annotate-picture';
export const PAGE_ITEM = 'annotate-page';

const items = [
  { id: PICTURE_ITEM, key: 'estimate_picture', contexts: ['image'], setting: 'pictureItem' },
  { id: PAGE_ITEM, key: 'estimate_page', contexts: ['page', 'frame'], setting: 'pageItem' },
] as const;

/** Adds the items where they are not there yet. */
export async function addMenus(): Promise<void> {
  const settings = await loadSettings();
  for (const { id, key, contexts, setting } of items) {
    const item = { id, title: browser.i18n.getMessage(key), contexts: [...contexts], visible: settings[setting] };
    // The browser remembers items, and complains of those it has.
    browser.contextMenus.create(item, () => void browser.runtime.lastError);
  }
}

/** Takes away what an earlier version left, and adds the items. */
export async function renewMenus(): Promise<void> {
  await browser.contextMenus.removeAll();
  await addMenus();
}

/** Shows the items that the settings want. */
export function showMenus(settings: Settings): void {
  for (const { id, setting } of items) void browser.contextMenus.update(id, { visible: settings[setting] });
}
