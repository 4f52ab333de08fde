/** Asks the extension for a page's ages, the way its popup does. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import messages from '../../src/locales/en/messages.json' with { type: 'json' };
import type { Answers, Status, ToBackground, ToContent } from '../../src/protocol.ts';
import { messageKey, type Reason } from '../../src/reasons.ts';
import type { Picture } from '../../src/report.ts';
import { addStatus } from '../../src/status.ts';
import { UserError } from '../common/command.ts';

declare const browser: ExtensionApi;

const POLL_MS = 200;
const STUCK_MS = 120_000;

/** What a user is told of a failure. */
export function sentence(reason: Reason): string {
  const all: Record<string, { message: string } | undefined> = messages;
  return all[messageKey(reason)]?.message ?? reason;
}

/** Frames with a content script, the top one first. */
async function framesOf(control: Page, tabId: number): Promise<number[]> {
  // As text: what runs our scripts calls a helper of its own in functions within functions, which the page has not.
  const listen = (await control.evaluate(`browser.scripting.executeScript({
    target: { tabId: ${tabId}, allFrames: true },
    func: () => globalThis.ageBadgesListens === true,
  })`)) as { frameId: number; result?: boolean }[];
  return listen.flatMap(({ frameId, result }) => (result ? [frameId] : [])).sort((a, b) => a - b);
}

/** What the content script of each frame answers, the top one first; `control` is an open page of the extension. */
export async function ask<Kind extends 'status' | 'report' | 'focus'>(
  control: Page,
  tabId: number,
  kind: Kind,
): Promise<Answers[Kind][]> {
  const message = { to: 'content', kind } satisfies ToContent;
  const frameIds = await framesOf(control, tabId);
  const answers = await control.evaluate(
    (id, frames, text) => Promise.all(frames.map((frameId) => browser.tabs.sendMessage(id, text, { frameId }))),
    tabId,
    frameIds,
    message,
  );
  return answers as Answers[Kind][];
}

/** Looks at every picture of the page in `target`; `control` is an open page of the extension. */
export async function annotatePage(control: Page, target: Page, onStatus: (status: Status) => void): Promise<Picture[]> {
  // A tab in the background is not painted, so the content script would wait for its pictures.
  await target.bringToFront();
  const tabId = await control.evaluate(async () => (await browser.tabs.query({ active: true, currentWindow: true }))[0]?.id);
  if (tabId === undefined) throw new Error('the page has no tab');

  const request = { to: 'background', kind: 'annotate-page', tabId } satisfies ToBackground;
  const started = (await control.evaluate((text) => browser.runtime.sendMessage(text), request)) as Answers['annotate-page'];
  if (!started.ok) throw new UserError(`${target.url()}: ${sentence(started.reason)}`, 1);

  let changedAt = Date.now();
  let last = '';
  for (;;) {
    const status = (await ask(control, tabId, 'status')).reduce(addStatus);
    onStatus(status);
    if (!status.running) return (await ask(control, tabId, 'report')).flat();
    const seen = JSON.stringify(status);
    if (seen !== last) changedAt = Date.now();
    last = seen;
    if (Date.now() - changedAt > STUCK_MS) throw new UserError(`${target.url()}: nothing has moved for two minutes; given up`, 1);
    await sleep(POLL_MS);
  }
}
