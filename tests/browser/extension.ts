/** The built extension in a real browser, asked and watched the way its own pages do. */
import path from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll } from 'vitest';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import { annotatePage } from '../../scripts/browser/annotate.ts';
import { type BrowserName, type LaunchedBrowser, type LaunchOptions, launch } from '../../scripts/browser/launch.ts';
import { build } from '../../scripts/build.ts';
import type { Answers, ToContent } from '../../src/protocol.ts';
import type { Picture } from '../../src/report.ts';
import { startServer, type TestServer } from './server.ts';

declare const browser: ExtensionApi;

export const BROWSERS: BrowserName[] = ['chromium', 'firefox'];
export const PAGE_HOST = 'http://127.0.0.1/*';
export const OTHER_HOST = 'http://localhost/*';

export interface Extension extends LaunchedBrowser {
  /** A page of the extension, to send messages from. */
  control: Page;
  /** Closes all pages of the extension; `comeBack` opens the one to send messages from. */
  leave(): Promise<void>;
  comeBack(): Promise<void>;
  openPage(url: string): Promise<Page>;
  /** Runs the whole page to its end. */
  annotate(page: Page): Promise<Picture[]>;
  tabIdOf(page: Page): Promise<number>;
  /** Asks the content script in the top frame; undefined where there is none. */
  ask<K extends 'status' | 'report' | 'retry' | 'clear' | 'stop' | 'pause' | 'resume' | 'focus'>(
    tabId: number,
    kind: K,
  ): Promise<K extends keyof Answers ? Answers[K] | undefined : void>;
  /** As the item of the context menu does, once there is a content script; returns how many elements show the picture. */
  annotatePicture(tabId: number, url: string): Promise<Answers['annotate-picture']>;
  /** The popup as it is over that tab. */
  openPopup(tabId: number): Promise<Page>;
  /** The list of that tab's faces. */
  openPanel(tabId: number): Promise<Page>;
}

const builds = new Map<string, Promise<string>>();

/** Builds once per set of hosts that the extension may read without a click. */
export function buildWith(hostPermissions: string[]): Promise<string> {
  const name = hostPermissions.map((pattern) => new URL(pattern).hostname).join('+') || 'none';
  const outDir = path.join(import.meta.dirname, '../../build/test', name);
  const known = builds.get(name) ?? build({ outDir, hostPermissions }).then(() => outDir);
  builds.set(name, known);
  return known;
}

export async function startExtension(
  name: BrowserName,
  hostPermissions: string[],
  options: LaunchOptions = {},
): Promise<Extension> {
  const outDir = await buildWith(hostPermissions);
  const launched = await launch(name, {
    extensionDir: path.join(outDir, name === 'chromium' ? 'chrome' : 'firefox'),
    language: 'en-US',
    ...options,
  });
  const openControl = () => launched.openExtensionPage('popup.html');
  let control = await openControl();

  return {
    ...launched,
    get control() {
      return control;
    },
    async leave() {
      const pages = await launched.browser.pages();
      const own = pages.filter((page) => page.url().startsWith(launched.extensionOrigin));
      for (const page of new Set([...own, control])) await page.close();
    },
    async comeBack() {
      control = await openControl();
    },
    async openPage(url) {
      const page = await launched.browser.newPage();
      await page.goto(url);
      return page;
    },
    annotate: (page) => annotatePage(control, page, () => {}),
    async tabIdOf(page) {
      await page.bringToFront();
      const id = await control.evaluate(async () => (await browser.tabs.query({ active: true, currentWindow: true }))[0]?.id);
      if (id === undefined) throw new Error('the page has no tab');
      return id;
    },
    ask(tabId, kind) {
      const message: ToContent = { to: 'content', kind };
      const answer = control.evaluate(
        (id, asked) => browser.tabs.sendMessage(id, asked, { frameId: 0 }).catch(() => undefined),
        tabId,
        message,
      );
      return answer as ReturnType<Extension['ask']> as never;
    },
    annotatePicture(tabId, url) {
      const message: ToContent = { to: 'content', kind: 'annotate-picture', url };
      return control.evaluate(
        (id, asked) => browser.tabs.sendMessage(id, asked, { frameId: 0 }),
        tabId,
        message,
      ) as Promise<number>;
    },
    openPopup: (tabId) => launched.openExtensionPage(`popup.html?tab=${tabId}`),
    openPanel: (tabId) => launched.openExtensionPage(`panel.html?tab=${tabId}`),
  };
}

export interface Setup {
  readonly server: TestServer;
  readonly extension: Extension;
}

/** Starts server and extension before the tests of a suite, which may use what is returned, and ends both after them. */
export function useExtension(...how: Parameters<typeof startExtension>): Setup {
  let server: TestServer | undefined;
  let extension: Extension | undefined;
  beforeAll(async () => {
    server = await startServer();
    extension = await startExtension(...how);
  });
  afterAll(async () => {
    await extension?.close();
    server?.close();
  });
  return {
    get server() {
      if (!server) throw new Error('the server has not started yet');
      return server;
    },
    get extension() {
      if (!extension) throw new Error('the extension has not started yet');
      return extension;
    },
  };
}
