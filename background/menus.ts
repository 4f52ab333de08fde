/** The items of the context menu. */
import browser from 'webextension-polyfill';

export const PICTURE_ITEM = 'annotate-picture';
export const PAGE_ITEM = 'annotate-page';

/** Replaces whatever items an earlier version left. */
export async function createMenus(): Promise<void> {
  await browser.contextMenus.removeAll();
  const text = browser.i18n.getMessage;
  browser.contextMenus.create({ id: PICTURE_ITEM, title: text('estimate_picture'), contexts: ['image'] });
  browser.contextMenus.create({ id: PAGE_ITEM, title: text('estimate_page'), contexts: ['page', 'frame'] });
}
