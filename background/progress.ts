/** How far a tab's run has come, on the toolbar button. */
import browser from 'webextension-polyfill';
import type { Status } from '../src/protocol.ts';
import { addStatus } from '../src/status.ts';
import { askFrames } from '../src/tab/frames.ts';

const COLOR = '#0b6e75';

/** In per cent while the run goes on, nothing after it. */
export async function showProgress(tabId: number): Promise<undefined> {
  const [first, ...others] = await askFrames<Status>(tabId, { to: 'content', kind: 'status' });
  if (!first) return;
  const { running, done, pictures } = others.reduce(addStatus, first);
  const text = running && pictures > 0 ? `${Math.floor((100 * done) / pictures)}%` : '';
  await Promise.all([
    browser.action.setBadgeBackgroundColor({ tabId, color: COLOR }),
    browser.action.setBadgeText({ tabId, text }),
  ]).catch(() => {
    // The tab is gone, and its button with it.
  });
}
