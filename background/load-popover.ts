/** Brings the popover's script into the frame that asks for it. */
import browser, { type Runtime } from 'webextension-polyfill';

/** Never rejects: what did not load, the frame sees. */
export async function loadPopover({ tab, frameId = 0 }: Runtime.MessageSender): Promise<undefined> {
  if (tab?.id === undefined) return;
  const target = { tabId: tab.id, frameIds: [frameId] };
  await browser.scripting.executeScript({ target, files: ['popover.js'] }).catch(console.error);
}
