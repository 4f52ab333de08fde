/** The page that the popup is about: what it shows now, and what can be asked of it. */
import { computed, signal } from '@preact/signals';
import browser from 'webextension-polyfill';
import type { Status, ToContent } from '../../protocol.ts';
import { messageKey, type Reason } from '../../reasons.ts';
import { sitePattern } from '../../sites.ts';
import { addStatus } from '../../status.ts';
import { askFrames } from '../../tab/frames.ts';
import { annotatePage } from '../annotate-page.ts';
import { openList } from '../open-list.ts';

const POLL_MS = 250;
const ALL_HOSTS = { origins: ['http://*/*', 'https://*/*'] };

/** `popup.html?tab=7` is about that tab instead of the one in front. */
const asked = new URLSearchParams(location.search).get('tab');
const [tab] = asked ? [await browser.tabs.get(Number(asked))] : await browser.tabs.query({ active: true, currentWindow: true });
const tabId = tab?.id ?? -1;

export const host = tab?.url ? new URL(tab.url).host : '';
/** Undefined where no rule can be set. */
export const site = sitePattern(tab?.url ?? '');
/** A private window leaves nothing behind. */
export const isPrivate = tab?.incognito ?? false;

/** Undefined until something was asked of the page. */
export const status = signal<Status | undefined>();
/** Why nothing can be done in this page. */
export const trouble = signal<Reason | undefined>();
const mayReadAll = signal(true);

export const lacksPermission = computed(() => {
  const needed = trouble.value === 'needs-permission' || status.value?.failed['needs-permission'] !== undefined;
  return needed && !mayReadAll.value;
});

async function askStatus(): Promise<Status | undefined> {
  const statuses = await askFrames<Status>(tabId, { to: 'content', kind: 'status' });
  return statuses.length > 0 ? statuses.reduce(addStatus) : undefined;
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
  trouble.value = await annotatePage(tabId);
  status.value = await askStatus();
}

/** To be called in a click handler and nowhere else, or the browser refuses to open it. */
export async function showList(): Promise<void> {
  await openList(tabId);
  // It would lie above the list.
  close();
}

export const pause = () => tell({ to: 'content', kind: 'pause' });

export const resume = () => tell({ to: 'content', kind: 'resume' });

export const stop = () => tell({ to: 'content', kind: 'stop' });

export async function clear(): Promise<void> {
  await tell({ to: 'content', kind: 'clear' });
  status.value = undefined;
}

/** Pictures that are in no page. */
export async function openLocal(): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL('local.html') });
  window.close();
}

/** Takes from the toolbar button what it said of the page. */
export async function clearTrouble(): Promise<void> {
  await Promise.all([
    browser.action.setBadgeText({ tabId, text: '' }),
    browser.action.setTitle({ tabId, title: browser.i18n.getMessage('name') }),
  ]);
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
