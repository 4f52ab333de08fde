/**
 * What a person may ask for, and where it goes. Nothing is kept here: a service worker may end at any time, and the listeners
 * are registered before it first yields, so that each event wakes it.
 */
import browser, { type Runtime } from 'webextension-polyfill';
import { type Answers, parseToBackground, type ToBackground } from '../src/protocol.ts';
import { annotatePage, annotatePicture, retryEverywhere } from './annotate.ts';
import { startEngine } from './engine-start.ts';
import { loadPopover } from './load-popover.ts';
import { mayFetch } from './may-fetch.ts';
import { addMenus, PAGE_ITEM, PICTURE_ITEM, renewMenus } from './menus.ts';
import { openList } from './open-list.ts';

// Not on installation only: a private window's own background never hears of it.
addMenus();
browser.runtime.onInstalled.addListener(() => void renewMenus());

browser.permissions.onAdded.addListener(() => void retryEverywhere());

browser.contextMenus.onClicked.addListener((click, tab) => {
  if (tab?.id === undefined) return;
  if (click.menuItemId === PAGE_ITEM) void annotatePage(tab.id);
  if (click.menuItemId === PICTURE_ITEM && click.srcUrl) void annotatePicture(tab.id, click.frameId ?? 0, click.srcUrl);
});

browser.commands.onCommand.addListener((command, tab) => {
  if (command === 'annotate-page' && tab?.id !== undefined) void annotatePage(tab.id);
});

type Answer = Answers[Extract<ToBackground['kind'], keyof Answers>] | undefined;

function answer(message: ToBackground, sender: Runtime.MessageSender): Promise<Answer> {
  switch (message.kind) {
    case 'start-engine':
      return startEngine();
    case 'may-fetch':
      return mayFetch(message.url);
    case 'annotate-page':
      return annotatePage(message.tabId);
    case 'load-popover':
      return loadPopover(sender);
    case 'open-list':
      return openList(sender.tab?.id);
  }
}

browser.runtime.onMessage.addListener((value, sender, sendResponse) => {
  const message = sender.id === browser.runtime.id ? parseToBackground(value) : undefined;
  // The types know no listener that answers some messages only.
  if (!message) return undefined as never;
  void answer(message, sender).then(sendResponse);
  return true;
});
