/** The items of the context menu. */
import browser from 'webextension-polyfill';

export const PICTURE_ITEM = 'annotate-picture';
export const PAGE_ITEM = 'annotate-page';
export const LOCAL_ITEM = 'open-local';

/** Adds the items where they are not there yet. */
export function addMenus(): void {
  const text = browser.i18n.getMessage;
  const items = [
    { id: PICTURE_ITEM, title: text('estimate_picture'), contexts: ['image', 'video', 'link', 'page', 'frame'] },
    { id: PAGE_ITEM, title: text('estimate_page'), contexts: ['page', 'frame'] },
    { id: LOCAL_ITEM, title: text('local_open'), contexts: ['action'] },
  ] satisfies Parameters<typeof browser.contextMenus.create>[0][];
  for (const item of items) {
    // The browser remembers items, and complains of those it has.
    browser.contextMenus.create(item, () => void browser.runtime.lastError);
  }
}

/** Takes away what an earlier version left, and adds the items. */
export async function renewMenus(): Promise<void> {
  await browser.contextMenus.removeAll();
  addMenus();
}
