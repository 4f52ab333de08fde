/** Brings the content script into a frame and tells it what to do. */
import browser from 'webextension-polyfill';
import type { Answers, ToContent } from '../src/protocol.ts';
import type { Reason } from '../src/reasons.ts';
import { sitePattern } from '../src/sites.ts';
import { loadSettings } from '../src/store/stored-settings.ts';
import { startEngine } from './engine-start.ts';
import { clearTrouble, showTrouble } from './trouble.ts';

type Outcome = Answers['annotate-page'];

async function tell(tabId: number, frameId: number, message: ToContent): Promise<Reason | undefined> {
  try {
    await browser.scripting.executeScript({ target: { tabId, frameIds: [frameId] }, files: ['content.js'] });
  } catch {
    // A click opens the page it was made in, but no frame of another site.
    return frameId === 0 ? 'restricted-page' : 'needs-permission';
  }
  try {
    const elements: Answers['annotate-picture'] | undefined = await browser.tabs.sendMessage(tabId, message, { frameId });
    // No <img> shows the picture that was clicked.
    return elements === 0 ? 'unreadable' : undefined;
  } catch {
    return 'internal';
  }
}

/** A page whose address is closed to us has no rule either. */
async function isSwitchedOff(tabId: number): Promise<boolean> {
  const tab = await browser.tabs.get(tabId).catch(() => undefined);
  const site = sitePattern(tab?.url ?? '');
  return site !== undefined && (await loadSettings()).sites[site] === 'never';
}

async function annotate(tabId: number, frameId: number, message: ToContent): Promise<Outcome> {
  // It loads while the content script goes in, and answers for itself when the pictures come.
  void startEngine();
  const reason = (await isSwitchedOff(tabId)) ? 'switched-off' : await tell(tabId, frameId, message);
  if (reason === undefined) {
    await clearTrouble(tabId);
    return { ok: true };
  }
  await showTrouble(tabId, reason);
  return { ok: false, reason };
}

export function annotatePage(tabId: number): Promise<Outcome> {
  return annotate(tabId, 0, { to: 'content', kind: 'annotate-page' });
}

/** `url` is the picture's, as the page shows it. */
export function annotatePicture(tabId: number, frameId: number, url: string): Promise<Outcome> {
  return annotate(tabId, frameId, { to: 'content', kind: 'annotate-picture', url });
}

/** Pictures that lacked a permission are asked for again. Pages without badges have nobody to hear it. */
export async function retryEverywhere(): Promise<void> {
  const message: ToContent = { to: 'content', kind: 'retry' };
  for (const { id } of await browser.tabs.query({})) {
    if (id !== undefined) void browser.tabs.sendMessage(id, message).catch(() => {});
  }
}
