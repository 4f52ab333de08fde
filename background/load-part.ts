/** Brings a further script of ours into the frame that asks for it. */
import browser, { type Runtime } from 'webextension-polyfill';
import type { Part } from '../src/protocol.ts';

/** Never rejects: what did not load, the frame sees. */
export async function loadPart(part: Part, { tab, frameId = 0 }: Runtime.MessageSender): Promise<undefined> {
  if (tab?.id === undefined) return;
  const target = { tabId: tab.id, frameIds: [frameId] };
  await browser.scripting.executeScript({ target, files: [`${part}.js`] }).catch(console.error);
}
