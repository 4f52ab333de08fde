/** The content scripts of a tab: one in each frame that the extension has entered. */
import browser from 'webextension-polyfill';
import type { ToContent } from '../protocol.ts';

/** Frames with a content script that listens, the top one first. */
export async function framesOf(tabId: number): Promise<number[]> {
  const listens = () => globalThis.ageBadgesListens === true;
  const answers = await browser.scripting.executeScript({ target: { tabId, allFrames: true }, func: listens }).catch(() => []);
  return answers.flatMap(({ frameId, result }) => (result === true ? [frameId] : [])).sort((a, b) => a - b);
}

/** What each frame answers, but for those that have gone meanwhile. */
export async function askFrames<Answer>(tabId: number, message: ToContent): Promise<Answer[]> {
  const frameIds = await framesOf(tabId);
  const answers = await Promise.allSettled<Answer>(
    frameIds.map((frameId) => browser.tabs.sendMessage(tabId, message, { frameId })),
  );
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
}
