/** The page that the popup is about: what it shows now, and what can be asked of it. */
import { computed, signal } from '@preact/signals';
import browser from 'webextension-polyfill';
import type { Answers, Status, ToBackground, ToContent } from '../../protocol.ts';
import { messageKey, type Reason } from '../../reasons.ts';
import { openList } from '../open-list.ts';

const POLL_MS = 250;
const ALL_HOSTS = { origins: ['http://*/*', 'https://*/*'] };

/** `popup.html?tab=7` is about that tab instead of the one in front. */
const asked = new URLSearchParams(location.search).get('tab');
const [tab] = asked ? [await browser.tabs.get(Number(asked))] : await browser.tabs.query({ active: true, currentWindow: true });
const tabId = tab?.id ?? -1;

export const host = tab?.url ? new URL(tab.url).host : '';

/** Undefined until something was asked of the page. */
export const status = signal<Status | undefined>();
/** Why nothing can be done in this page. */
export const trouble = signal<Reason | undefined>();
const mayReadAll = signal(true);

export const lacksPermission = computed(() => {
  const needed = trouble.value === 'needs-permission' || status.value?.failed['needs-permission'] !== undefined;
  return needed && !mayReadAll.value;
});

/** The frames answer together; the top one's answer counts where it has one. */
async function askStatus(): Promise<Status | undefined> {
  const question: ToContent = { to: 'content', kind: 'status' };
  const ask = (frameId?: number): Promise<Status | undefined> =>
    browser.tabs.sendMessage(tabId, question, frameId === undefined ? {} : { frameId });
  return ask(0).catch(() => ask().catch(() => undefined));
}

async function isRestricted(): Promise<boolean> {
  const probe = browser.scripting.executeScript({ target: { tabId }, func: () => true });
  return probe.then(
    () => false,
    () => true,
  );
}

async function poll(): Promise<void> {
  const now = await askStatus();
  // A page that was cleared is as good as new.
  if (now?.pictures || status.value) status.value = now;
  setTimeout(poll, POLL_MS);
}

async function tell(message: ToContent): Promise<void> {
  await browser.tabs.sendMessage(tabId, message).catch(() => undefined);
  status.value = await askStatus();
}

export async function annotate(): Promise<void> {
  const request: ToBackground = { to: 'background', kind: 'annotate-page', tabId };
  const answer: Answers['annotate-page'] = await browser.runtime.sendMessage(request);
  trouble.value = answer.ok ? undefined : answer.reason;
  status.value = await askStatus();
}

/** To be called in a click handler and nowhere else, or the browser refuses to open it. */
export async function showList(): Promise<void> {
  await openList(tabId);
  // It would lie above the list.
  close();
}

export const stop = () => tell({ to: 'content', kind: 'stop' });

export async function clear(): Promise<void> {
  await tell({ to: 'content', kind: 'clear' });
  status.value = undefined;
}

/**
 * To be called in a click handler and nowhere else, or the browser refuses to ask. The background has the pictures asked for
 * again once it is granted: the prompt may close this popup.
 */
export async function allowAllHosts(): Promise<void> {
  mayReadAll.value = await browser.permissions.request(ALL_HOSTS);
}

const [title, restricted, allowed] = await Promise.all([
  browser.action.getTitle({ tabId }),
  isRestricted(),
  browser.permissions.contains(ALL_HOSTS),
  poll(),
]);
mayReadAll.value = allowed;
if (restricted) trouble.value = 'restricted-page';
else if (title === browser.i18n.getMessage(messageKey('needs-permission'))) trouble.value = 'needs-permission';
