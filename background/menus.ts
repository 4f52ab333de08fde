/** The items of the context menu. */
import browser from 'webextension-polyfill';
import type { Settings } from '../src/settings.ts';
import { loadSettings } from '../src/store/stored-settings.ts';

export const PICTURE_ITEM = 'annotate-picture';
export const PAGE_ITEM = 'annotate-page';
export const LOCAL_ITEM = 'open-local';

const items = [
  { id: PICTURE_ITEM, key: 'estimate_picture', contexts: ['image', 'video', 'link', 'page', 'frame'], setting: 'pictureItem' },
  { id: PAGE_ITEM, key: 'estimate_page', contexts: ['page', 'frame'], setting: 'pageItem' },
  { id: LOCAL_ITEM, key: 'local_open', contexts: ['action'], setting: undefined },
] as const;

const isShown = ({ setting }: (typeof items)[number], settings: Settings) => setting === undefined || settings[setting];

/** Adds the items where they are not there yet. */
export async function addMenus(): Promise<void> {
  const settings = await loadSettings();
  for (const item of items) {
    const { id, key, contexts } = item;
    const created = { id, title: browser.i18n.getMessage(key), contexts: [...contexts], visible: isShown(item, settings) };
    // The browser remembers items, and complains of those it has.
    browser.contextMenus.create(created, () => void browser.runtime.lastError);
  }
}

/** Takes away what an earlier version left, and adds the items. */
export async function renewMenus(): Promise<void> {
  await browser.contextMenus.removeAll();
  await addMenus();
}

/** Shows the items that the settings want. */
export function showMenus(settings: Settings): void {
  for (const item of items) void browser.contextMenus.update(item.id, { visible: isShown(item, settings) });
}
