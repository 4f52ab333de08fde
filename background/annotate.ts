/** Brings the content script into a frame and tells it what to do. */
import browser from 'webextension-polyfill';
import type { Answers, ToContent } from '../src/protocol.ts';
import type { Reason } from '../src/reasons.ts';
import { startEngine } from './engine-start.ts';
import { clearTrouble, showTrouble } from './trouble.ts';

type Outcome = Answers['annotate-page'];

async function annotate(tabId: number, frameId: number, message: ToContent): Promise<Outcome> {
  // It loads while the content script goes in, and answers for itself when the pictures come.
  void startEngine();
  try {
    await browser.scripting.executeScript({ target: { tabId, frameIds: [frameId] }, files: ['content.js'] });
    const answer = await browser.tabs.sendMessage(tabId, message, { frameId });
    // No <img> shows the picture that was clicked.
    if (answer === 0) {
      await showTrouble(tabId, 'unreadable');
      return { ok: false, reason: 'unreadable' };
    }
    await clearTrouble(tabId);
    return { ok: true };
  } catch {
    // A click opens the page it was made in, but no frame of another site.
    const reason: Reason = frameId === 0 ? 'restricted-page' : 'needs-permission';
    await showTrouble(tabId, reason);
    return { ok: false, reason };
  }
}

export function annotatePage(tabId: number): Promise<Outcome> {
  return annotate(tabId, 0, { to: 'content', kind: 'annotate-page' });
}

/** `url` is the picture's, as the page shows it. */
export function annotatePicture(tabId: number, frameId: number, url: string): Promise<Outcome> {
  return annotate(tabId, frameId, { to: 'content', kind: 'annotate-picture', url });
}
