/**
 * What a person may ask for, and where it goes. Nothing is kept here: a service worker may end at any time, and the listeners
 * are registered before it first yields, so that each event wakes it.
 */
import browser, { type Runtime } from 'webextension-polyfill';
import { type Answers, parseToBackground, type ToBackground } from '../src/protocol.ts';
import { forgetRefused } from '../src/store/site-rules.ts';
import { onSettings } from '../src/store/stored-settings.ts';
import { annotatePage, annotatePicture, focusBadges, joinFrames, tellEverywhere } from './annotate.ts';
import { capture } from './capture.ts';
import { startEngine } from './engine-start.ts';
import { loadPart } from './load-part.ts';
import { mayFetch } from './may-fetch.ts';
import { addMenus, LOCAL_ITEM, PAGE_ITEM, PICTURE_ITEM, renewMenus, showMenus } from './menus.ts';
import { openList } from './open-list.ts';
import { showProgress } from './progress.ts';
import { registerSites } from './sites.ts';

// Not on installation only: a private window's own background never hears of it.
void addMenus();
// An update of the extension takes the registered script away.
void registerSites();
browser.runtime.onInstalled.addListener(({ reason }) => {
  void renewMenus();
  // Behind the page in front, which the person may still be reading.
  if (reason === 'install') void browser.tabs.create({ url: 'welcome.html', active: false });
});

// Firefox ends the old version's scripts in pages, and leaves what they show. Chrome's hear of the end themselves.
if (!chrome.offscreen)
  browser.runtime.onUpdateAvailable.addListener(async () => {
    await tellEverywhere('clear');
    browser.runtime.reload();
  });

onSettings((settings) => {
  showMenus(settings);
  void registerSites();
});

browser.permissions.onAdded.addListener(() => {
  void tellEverywhere('retry');
  void registerSites();
});
browser.permissions.onRemoved.addListener(() => void forgetRefused());

browser.contextMenus.onClicked.addListener((click, tab) => {
  if (click.menuItemId === LOCAL_ITEM) void browser.tabs.create({ url: browser.runtime.getURL('local.html') });
  if (tab?.id === undefined) return;
  if (click.menuItemId === PAGE_ITEM) void annotatePage(tab.id);
  // A film's address is not that of a picture.
  const url = click.mediaType === 'image' ? click.srcUrl : undefined;
  if (click.menuItemId === PICTURE_ITEM) void annotatePicture(tab.id, click.frameId ?? 0, url);
});

browser.commands.onCommand.addListener((command, tab) => {
  if (tab?.id === undefined) return;
  if (command === 'annotate-page') void annotatePage(tab.id);
  if (command === 'focus-badges') void focusBadges(tab.id);
});

type Answer = Answers[Extract<ToBackground['kind'], keyof Answers>] | undefined;

function answer(message: ToBackground, sender: Runtime.MessageSender): Promise<Answer> {
  const tabId = sender.tab?.id ?? browser.tabs.TAB_ID_NONE;
  switch (message.kind) {
    case 'start-engine':
      return startEngine();
    case 'may-fetch':
      return mayFetch(message.url);
    case 'enter-frames':
      return joinFrames(tabId);
    case 'capture':
      return capture(sender.tab, message.parts);
    case 'annotate-page':
      return annotatePage(message.tabId);
    case 'page-opened':
      return annotatePage(tabId);
    case 'progress':
      return showProgress(tabId);
    case 'load-part':
      return loadPart(message.part, sender);
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
