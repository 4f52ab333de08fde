/** Says on the toolbar button of a tab why nothing can be shown in its page. The browser forgets it when the tab goes elsewhere. */
import browser from 'webextension-polyfill';
import { messageKey, type Reason } from '../src/reasons.ts';

async function label(tabId: number, text: string, title: string): Promise<void> {
  await Promise.all([browser.action.setBadgeText({ tabId, text }), browser.action.setTitle({ tabId, title })]).catch(() => {
    // The tab is gone, and its button with it.
  });
}

export function showTrouble(tabId: number, reason: Reason): Promise<void> {
  return label(tabId, '!', browser.i18n.getMessage(messageKey(reason)));
}

export function clearTrouble(tabId: number): Promise<void> {
  return label(tabId, '', browser.i18n.getMessage('name'));
}
