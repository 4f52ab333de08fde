/** `npm start`: puts ages on pictures or pages in a real browser and tells them. `npm start -- --help` lists what it takes. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Page, TimeoutError } from 'puppeteer-core';
import type { Picture, Report } from '../src/report.ts';
import { annotatePage } from './browser/annotate.ts';
import { ensureBrowser } from './browser/ensure.ts';
import { type BrowserName, type LaunchedBrowser, launch } from './browser/launch.ts';
import { build } from './build.ts';
import { runCommand, UserError, userFolder } from './common/command.ts';
import { prepareFile } from './common/output-file.ts';
import { describeProgram } from './common/program.ts';
import { startProgress } from './common/progress.ts';
import { hasDisplay, parseStartArguments, type StartOptions, usage } from './start/arguments.ts';
import { type Gallery, serveGallery } from './start/gallery.ts';
import { keepScreenshot, screenshotFile } from './start/screenshot.ts';
import { formatCounts, formatTable } from './start/table.ts';
import { resolveTargets } from './start/targets.ts';

const root = path.join(import.meta.dirname, '..');
const samples = Array.from({ length: 6 }, (_, i) => path.join(root, `node_modules/@vladmandic/face-api/demo/sample${i + 1}.jpg`));

const LOAD_MS = 60_000;

async function main(): Promise<number> {
  const options = parseStartArguments(process.argv.slice(2), {
    folder: userFolder,
    hasDisplay: hasDisplay(process.platform, process.env),
  });
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const targets = await resolveTargets(options.targets.length > 0 ? options.targets : samples);
  for (const file of [options.out, options.screenshot]) if (file) await prepareFile(file);
  ensureBrowser(options.browser);
  const extensionDir = await buildFor(options.browser, targets.urls.length > 0);
  const gallery = await serveGallery(targets.pictures, targets.pageFiles);
  const launched = await launch(options.browser, { extensionDir, headed: options.headed });
  console.log(`Started ${launched.version}`);
  try {
    const urls = [...(targets.pictures.length > 0 ? [gallery.url] : []), ...gallery.pageUrls, ...targets.urls];
    const pictures = await annotateAll(launched, urls, gallery, options);
    if (pictures.length === 0) throw new UserError('No pictures there');
    console.log(`\n${formatTable(pictures)}\n`);
    if (options.out) await writeReport(options.out, launched.version, pictures);
    if (options.headed) await untilClosed(launched);
    return pictures.every(({ status }) => status === 'failed') ? 1 : 0;
  } finally {
    await launched.close();
    gallery.close();
  }
}

async function buildFor(browser: BrowserName, isForAnySite: boolean): Promise<string> {
  console.log('Building');
  const outDir = path.join(root, 'build/start');
  // A user grants sites by a click; nobody clicks here.
  await build({ outDir, hostPermissions: isForAnySite ? ['<all_urls>'] : ['http://127.0.0.1/*'] });
  return path.join(outDir, browser === 'chromium' ? 'chrome' : 'firefox');
}

async function annotateAll(
  launched: LaunchedBrowser,
  urls: string[],
  gallery: Gallery,
  options: StartOptions,
): Promise<Picture[]> {
  const control = await launched.openExtensionPage('popup.html');
  const all: Picture[] = [];
  const before = await launched.browser.pages();
  for (const [index, url] of urls.entries()) {
    const page = await openPage(launched, url);
    const progress = startProgress();
    const seen = await annotatePage(control, page, ({ starting, done, pictures, faces }) =>
      progress.update(starting ? 'Starting the engine' : `${done} of ${pictures} pictures, ${faces} faces`),
    );
    const pictures =
      url === gallery.url
        ? await gallery.complete(page, seen)
        : seen.map((picture) => ({ ...picture, source: gallery.nameOf(picture.source) }));
    progress.end(`${url === gallery.url ? '' : `${gallery.nameOf(url)}: `}${formatCounts(pictures)}`);
    all.push(...pictures);
    const file = screenshotFile(options.screenshot, path.join(root, 'out'), index);
    await keepScreenshot(page, file, options.headed);
    console.log(`Screenshot: ${shown(file)}`);
  }
  // What is left are the annotated pages.
  for (const page of before) await page.close();
  return all;
}

async function openPage({ browser }: LaunchedBrowser, url: string): Promise<Page> {
  const page = await browser.newPage();
  // An open alert() would stop everything.
  page.on('dialog', (dialog) => void dialog.dismiss());
  const response = await page.goto(url, { timeout: LOAD_MS }).catch((error: Error) => {
    // A page that never ends loading is looked at as it is.
    if (error instanceof TimeoutError && page.url() !== 'about:blank') return;
    const [why = 'the browser refuses'] = error.message.match(/net::\w+|NS_ERROR_\w+|timeout/i) ?? [];
    throw new UserError(`${url}: could not be opened (${why})`, 1);
  });
  if (response && !response.ok()) throw new UserError(`${url}: the server answered ${response.status()}`, 1);
  return page;
}

async function writeReport(file: string, browser: string, pictures: Picture[]): Promise<void> {
  const report: Report = { ...(await describeProgram(browser)), pictures };
  await writeFile(file, `${JSON.stringify(report, null, 1)}\n`);
  console.log(`Report: ${shown(file)}`);
}

/** A path as short as it can be from where the user stands. */
function shown(file: string): string {
  const relative = path.relative(userFolder, file);
  return relative.startsWith('..') ? file : relative;
}

async function untilClosed({ browser }: LaunchedBrowser): Promise<void> {
  console.log('The window stays open; close it to end.');
  await new Promise<void>((resolve) => {
    browser.on('disconnected', () => resolve());
    browser.on('targetdestroyed', async () => {
      const pages = await browser.pages().catch(() => []);
      if (pages.length === 0) resolve();
    });
  });
}

await runCommand(main);
