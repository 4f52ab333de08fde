/** Starts real browsers, with the built extension in them where one is given. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { UserError } from '../common/command.ts';
import { type BrowserName, findBrowser, missingBrowser } from '../find-browser.mjs';

export type { BrowserName };

export interface LaunchOptions {
  /** Unpacked build, such as dist/chrome. */
  extensionDir?: string;
  /** Of the extension where the profile has it already. */
  extensionOrigin?: string;
  /** Folder that stays; a blank one that goes with the browser when left out. */
  profile?: string;
  headed?: boolean;
  /** As in `de` or `pt-BR`, where the browser has it; the person's own when left out. */
  language?: string;
  /** Firefox only. */
  prefs?: Record<string, unknown>;
  args?: string[];
  /** Whether the driver is told of each request, which costs the browser a multiple of the request itself. */
  hearsRequests?: boolean;
}

export interface LaunchedBrowser {
  name: BrowserName;
  /** As in `Chromium 156.0.1`. */
  version: string;
  browser: Browser;
  /** `chrome-extension://…` or `moz-extension://…`; empty without an extension. */
  extensionOrigin: string;
  /** Opens a page of the extension, loaded. `path` has no leading slash. */
  openExtensionPage(path: string): Promise<Page>;
  /** Ends the browser, and removes the profile that it was not given. */
  close(): Promise<void>;
}

type StartOptions = LaunchOptions & { profile: string };

const PAGE_LOAD_MS = 30_000;

const chromiumArgs = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--window-size=1280,900',
  // Chromium refuses its sandbox to root, and only to root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

// Without the first, no moz-extension: page can be opened.
const firefoxArgs = ['--remote-allow-system-access', '--width=1280', '--height=900'];

function startChromium(
  executablePath: string,
  { headed, language, args = [], hearsRequests = true, profile }: StartOptions,
): Promise<Browser> {
  return puppeteer.launch({
    executablePath,
    userDataDir: profile,
    headless: !headed,
    defaultViewport: null,
    networkEnabled: hearsRequests,
    pipe: true,
    enableExtensions: true,
    args: [...chromiumArgs, ...(language ? [`--lang=${language}`] : []), ...args],
    // On Linux Chromium takes its language from here.
    ...(language && { env: { ...process.env, LANGUAGE: language.replace('-', '_') } }),
  });
}

function startFirefox(
  executablePath: string,
  { headed, language, args = [], hearsRequests = true, prefs, profile }: StartOptions,
): Promise<Browser> {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath,
    userDataDir: profile,
    headless: !headed,
    defaultViewport: null,
    networkEnabled: hearsRequests,
    args: [...firefoxArgs, ...args],
    extraPrefsFirefox: { ...prefs, ...(language && { 'intl.locale.requested': language }) },
  });
}

/** Firefox draws the host of an extension's pages at random; one fixed beforehand makes them reachable. */
async function fixHost(extensionDir: string, uuid: string): Promise<Record<string, string>> {
  const manifest = JSON.parse(await readFile(path.join(extensionDir, 'manifest.json'), 'utf8'));
  const id: string = manifest.browser_specific_settings.gecko.id;
  return { 'extensions.webextensions.uuids': JSON.stringify({ [id]: uuid }) };
}

/** Firefox never reports the load of an extension's page to the driver, so ask the page. */
async function gotoInFirefox(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: [] });
  const isLoaded = (wanted: string) => location.href === wanted && document.readyState === 'complete';
  await page.waitForFunction(isLoaded, { polling: 50, timeout: PAGE_LOAD_MS }, url);
}

/** Starts a browser. */
export async function launch(name: BrowserName, options: LaunchOptions = {}): Promise<LaunchedBrowser> {
  const executable = findBrowser(name);
  if (!executable) throw new UserError(missingBrowser(name), 1);
  const { extensionDir, extensionOrigin: known } = options;
  const isChromium = name === 'chromium';
  const uuid = known ? new URL(known).hostname : randomUUID();
  const prefs = { ...options.prefs, ...(extensionDir && !isChromium && (await fixHost(extensionDir, uuid))) };
  const profile = options.profile ?? (await mkdtemp(path.join(tmpdir(), 'age-badges-profile-')));
  // The driver removes no profile where Ctrl-C ends it. A browser may still write while it ends.
  const removeProfile = () => {
    if (options.profile) return;
    try {
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    } catch {
      // It lies in the system's folder for what is temporary.
    }
  };
  const starting = (isChromium ? startChromium : startFirefox)(executable, { ...options, prefs, profile });
  const browser = await starting.catch((error: Error) => {
    removeProfile();
    throw new UserError(`${executable} did not start: ${error.message.trim().split('\n')[0]}`, 1);
  });
  process.on('exit', removeProfile);
  const close = async () => {
    await browser.close();
    removeProfile();
    process.off('exit', removeProfile);
  };
  try {
    const id = extensionDir && !known && (await browser.installExtension(extensionDir));
    const extensionOrigin = known ?? (!id ? '' : isChromium ? `chrome-extension://${id}` : `moz-extension://${uuid}`);
    const [, version] = (await browser.version()).split('/');
    return {
      name,
      version: `${isChromium ? 'Chromium' : 'Firefox'} ${version}`,
      browser,
      extensionOrigin,
      async openExtensionPage(path) {
        const url = `${extensionOrigin}/${path}`;
        const page = await browser.newPage();
        await (isChromium ? page.goto(url) : gotoInFirefox(page, url));
        return page;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
