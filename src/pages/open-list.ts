/** Opens the list of faces: in Chrome the side panel, in Firefox the sidebar. */
import browser from 'webextension-polyfill';

/** What only Chrome has and the polyfill does not describe. */
declare const chrome: { sidePanel?: { open(options: { tabId: number }): Promise<void> } };

const { sidePanel } = chrome;

/** To be called in a click handler before anything is waited for, or the browser refuses. */
export function openList(tabId: number): Promise<void> {
  return sidePanel ? sidePanel.open({ tabId }) : browser.sidebarAction.open();
}
