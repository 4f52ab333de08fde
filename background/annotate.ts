/** Brings the content script into a frame and tells it what to do. */
import browser from 'webextension-polyfill';
import type { Answers, ToContent } from '../src/protocol.ts';
import type { Reason } from '../src/reasons.ts';
import { sitePattern } from '../src/sites.ts';
import { loadSettings } from '../src/store/stored-settings.ts';
import { framesOf } from '../src/tab/frames.ts';
import { startEngine } from './engine-start.ts';
import { clearTrouble, showTrouble } from './trouble.ts';

type Outcome = Answers['annotate-page'];

/** The frames that the extension may enter, with the content script in each. Rejects where that is none. */
async function enterFrames(tabId: number): Promise<number[]> {
  const entered = await browser.scripting.executeScript({ target: { tabId, allFrames: true }, files: ['content.js'] });
  return entered.filter((result) => !('error' in result)).map(({ frameId }) => frameId);
}

async function tellFrames(tabId: number, kind: 'annotate-page' | 'join'): Promise<Reason | undefined> {
  const message: ToContent = { to: 'content', kind };
  try {
    const frameIds = await enterFrames(tabId);
    // One of them may be gone by now.
    await Promise.allSettled(frameIds.map((frameId) => browser.tabs.sendMessage(tabId, message, { frameId })));
  } catch {
    return 'restricted-page';
  }
}

async function tellFrame(tabId: number, frameId: number, message: ToContent): Promise<Reason | undefined> {
  try {
    await browser.scripting.executeScript({ target: { tabId, frameIds: [frameId] }, files: ['content.js'] });
  } catch {
    // A click opens the page it was made in, but no frame of another site.
    return frameId === 0 ? 'restricted-page' : 'needs-permission';
  }
  try {
    const elements: Answers['annotate-picture'] | undefined = await browser.tabs.sendMessage(tabId, message, { frameId });
    if (elements === 0) return 'url' in message ? 'unreadable' : 'not-a-picture';
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

async function annotate(tabId: number, tell: () => Promise<Reason | undefined>): Promise<Outcome> {
  // It loads while the content script goes in, and answers for itself when the pictures come.
  void startEngine();
  const reason = (await isSwitchedOff(tabId)) ? 'switched-off' : await tell();
  if (reason === undefined) {
    await clearTrouble(tabId);
    return { ok: true };
  }
  await showTrouble(tabId, reason);
  return { ok: false, reason };
}

/** Of every frame that the extension may enter. */
export function annotatePage(tabId: number): Promise<Outcome> {
  return annotate(tabId, () => tellFrames(tabId, 'annotate-page'));
}

/** Frames that have come since, or that a permission has opened, join the page. */
export async function joinFrames(tabId: number): Promise<undefined> {
  if (!(await isSwitchedOff(tabId))) await tellFrames(tabId, 'join');
}

/** `url` is the picture's, as the page shows it; without it, the one that lies under the pointer. */
export function annotatePicture(tabId: number, frameId: number, url?: string): Promise<Outcome> {
  return annotate(tabId, () => tellFrame(tabId, frameId, { to: 'content', kind: 'annotate-picture', ...(url && { url }) }));
}

/** Into the first frame that has badges in view. */
export async function focusBadges(tabId: number): Promise<void> {
  const message: ToContent = { to: 'content', kind: 'focus' };
  for (const frameId of await framesOf(tabId)) {
    const asking = browser.tabs.sendMessage<ToContent, Answers['focus']>(tabId, message, { frameId });
    if (await asking.catch(() => false)) return;
  }
}

/** `retry` for pictures that lacked a permission, `clear` before the extension ends. Pages without badges have nobody to hear it. */
export async function tellEverywhere(kind: 'retry' | 'clear'): Promise<void> {
  const message: ToContent = { to: 'content', kind };
  const tabs = await browser.tabs.query({});
  await Promise.allSettled(tabs.map(({ id }) => id !== undefined && browser.tabs.sendMessage(id, message)));
}
