/** The tab that the list is about: its faces as they come, and what can be asked of it. */
import { signal } from '@preact/signals';
import browser from 'webextension-polyfill';
import { type Listing, parseListing, type Status, type ToContent } from '../../protocol.ts';
import type { Reason } from '../../reasons.ts';
import { framesOf } from '../../tab/frames.ts';
import { annotatePage } from '../annotate-page.ts';
import { createGathering, type Entry, entryKey } from './gather.ts';

const POLL_MS = 300;

/** `panel.html?tab=7` is about that tab instead of following the one in front. */
const fixedTab = new URLSearchParams(location.search).get('tab');
let tabId = -1;
let gathering = createGathering();
let wake = () => {};
/** Of each frame, the revision in which it last asked to show a face. */
const shownRevisions = new Map<string, number>();

/** Empty where the browser does not tell. */
export const host = signal('');
export const entries = signal<readonly Entry[]>([]);
/** Undefined until something was asked of the page. */
export const status = signal<Status | undefined>();
/** Whether the page lets us work: not before the person's click there, and on some pages never. Undefined until it is known. */
export const mayAsk = signal<boolean | undefined>();
/** Why the last run did not begin. */
export const trouble = signal<Reason | undefined>();
/** Key of the face that the page asks to show. */
export const asked = signal<string | undefined>();

function begin(id: number): void {
  tabId = id;
  gathering = createGathering();
  entries.value = [];
  status.value = mayAsk.value = trouble.value = asked.value = undefined;
  wake();
}

async function tell(frameId: number, message: ToContent): Promise<unknown> {
  return browser.tabs.sendMessage(tabId, message, { frameId }).catch(() => undefined);
}

async function isOpen(): Promise<boolean> {
  return browser.scripting.executeScript({ target: { tabId }, func: () => true }).then(
    () => true,
    () => false,
  );
}

function hear(frameId: number, { asked: face }: Listing): void {
  const frame = `${tabId}-${frameId}`;
  if (!face || face.revision <= (shownRevisions.get(frame) ?? 0)) return;
  shownRevisions.set(frame, face.revision);
  asked.value = entryKey(frameId, face.pictureId, face.face);
}

async function poll(): Promise<void> {
  const [polledTab, polled] = [tabId, gathering];
  const answers = new Map<number, Listing>();
  const ask = async (frameId: number) => {
    const listing = parseListing(await tell(frameId, { to: 'content', kind: 'list', since: polled.since(frameId) }));
    if (listing) answers.set(frameId, listing);
  };
  await Promise.all((await framesOf(polledTab)).map(ask));
  const open = answers.size > 0 || (mayAsk.value ?? false) || (await isOpen());
  const tab = await browser.tabs.get(polledTab).catch(() => undefined);
  // Another tab came to the front meanwhile.
  if (polled !== gathering) return;
  mayAsk.value = open;
  host.value = tab?.url ? new URL(tab.url).host : '';
  if (polled.take(answers)) entries.value = polled.entries();
  // A page that was cleared is as good as new.
  const now = polled.status();
  status.value = now?.running || now?.pictures || entries.value.length > 0 ? now : undefined;
  for (const [frameId, listing] of answers) hear(frameId, listing);
}

export async function annotate(): Promise<void> {
  trouble.value = await annotatePage(tabId);
  wake();
}

export async function stop(): Promise<void> {
  for (const frameId of await framesOf(tabId)) await tell(frameId, { to: 'content', kind: 'stop' });
  wake();
}

/** Scrolls the page to a face. */
export async function reveal({ frameId, pictureId, index }: Entry): Promise<void> {
  await tell(frameId, { to: 'content', kind: 'reveal', pictureId, face: index });
}

async function turnToFront(): Promise<void> {
  const [front] = await browser.tabs.query({ active: true, currentWindow: true });
  if (front?.id !== undefined && front.id !== tabId) begin(front.id);
}

/** Never resolves. */
async function follow(): Promise<void> {
  if (fixedTab) begin(Number(fixedTab));
  else {
    browser.tabs.onActivated.addListener(() => void turnToFront());
    await turnToFront();
  }
  browser.tabs.onUpdated.addListener((id, { status: load }) => {
    if (id !== tabId || load !== 'loading') return;
    // Another document, whose frames answer for themselves; or the same at another address.
    mayAsk.value = trouble.value = undefined;
    wake();
  });
  for (;;) {
    await poll().catch(console.error);
    await new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, POLL_MS);
    });
  }
}

void follow();
