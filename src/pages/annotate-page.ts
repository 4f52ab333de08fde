import browser from 'webextension-polyfill';
import type { Answers, ToBackground } from '../protocol.ts';
import type { Reason } from '../reasons.ts';

const ATTEMPTS = 5;
const PAUSE_MS = 100;

/**
 * Has the background look at the whole page of a tab; says why it does not. A service worker that ends takes its questions
 * with it, with an error or without an answer, and the next one wakes it.
 */
export async function annotatePage(tabId: number): Promise<Reason | undefined> {
  const request: ToBackground = { to: 'background', kind: 'annotate-page', tabId };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const asking = browser.runtime.sendMessage<ToBackground, Answers['annotate-page'] | undefined>(request);
    const answer = await asking.catch(() => undefined);
    if (answer) return answer.ok ? undefined : answer.reason;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return 'internal';
}
