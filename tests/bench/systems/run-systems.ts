/** Runs systems in pages of one browser, in turn, on the same pictures. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build as bundle } from 'esbuild';
import type { Page } from 'puppeteer-core';
import { type BrowserName, launch } from '../../../scripts/browser/launch.ts';
import { serveFile } from '../../../scripts/browser/serve-file.ts';
import { bundleOptions } from '../../../scripts/build/engine-files.ts';
import { build } from '../../../scripts/build.ts';
import type { ChunkAnswer } from './page.ts';
import type { FoundFace } from './system.ts';

const root = path.join(import.meta.dirname, '../../..');
const workers = path.join(import.meta.dirname, '../workers');
const modules = path.join(root, 'node_modules/@vladmandic');

export type SystemName = 'ours-1' | 'ours-2' | 'human' | 'face-api';

export interface SystemRun {
  /** From nothing to the first answer. */
  startMs: number;
  /** In the order of the groups. */
  groups: GroupRun[];
}

/** What came of one group of pictures. */
export interface GroupRun {
  /** Of each chunk, for one picture. */
  pictureMs: number[];
  /** Of all pictures. */
  totalMs: number;
  /** In the order of the pictures; undefined where one failed. */
  faces: (FoundFace[] | undefined)[];
}

export interface SystemsOptions {
  browser: BrowserName;
  names: readonly SystemName[];
  /** Files of pictures. */
  groups: readonly (readonly string[])[];
  /** So many pictures of a group go to one system before it is the next one's turn. */
  chunk: number;
  onProgress(text: string): void;
}

/** Chunks that are not timed: the browser still optimizes the code. */
const WARMING = 2;

/** The built engine, and in folders of their names the peers' models. */
async function writeSite(dir: string, browser: BrowserName): Promise<string> {
  await build({ outDir: dir });
  const site = path.join(dir, browser === 'chromium' ? 'chrome' : 'firefox');
  cpSync(path.join(modules, 'human/models'), path.join(site, 'human'), { recursive: true });
  cpSync(path.join(modules, 'face-api/model'), path.join(site, 'face-api'), { recursive: true });
  const entryPoints: Record<string, string> = { 'bench-page': path.join(import.meta.dirname, 'page.ts') };
  for (const file of readdirSync(workers)) entryPoints[`workers/${path.parse(file).name}`] = path.join(workers, file);
  await bundle({ ...bundleOptions, entryPoints, outdir: site, splitting: true });
  return site;
}

async function serve(site: string, files: readonly string[]) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const file = files[Number(/^\/picture\/(\d+)$/.exec(pathname)?.[1] ?? Number.NaN)];
    if (pathname !== '/bench') return void serveFile(response, file ?? path.join(site, pathname));
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end('<!doctype html><title>Benchmark</title><script type="module" src="bench-page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

/** Has `use` open pages of systems, in a browser that can load the files as `picture/INDEX`. */
async function withSystems<T>(
  browser: BrowserName,
  files: readonly string[],
  use: (open: (system: SystemName) => Promise<Page>, version: string) => Promise<T>,
): Promise<T> {
  const dir = mkdtempSync(path.join(tmpdir(), 'age-badges-bench-'));
  const site = await writeSite(dir, browser);
  const server = await serve(site, files);
  const launched = await launch(browser, { hearsRequests: false });
  const open = async (system: SystemName) => {
    const page = await launched.browser.newPage();
    await page.goto(`${server.origin}/bench?system=${system}`);
    await page.waitForFunction(() => 'load' in window);
    return page;
  };
  try {
    return await use(open, launched.version);
  } finally {
    await launched.close();
    server.close();
    rmSync(dir, { recursive: true });
  }
}

/** Has one of the workers in `../workers` answer a question, about pictures that it can load as `/picture/INDEX`. */
export function askWorker<Answer>(
  browser: BrowserName,
  files: readonly string[],
  worker: string,
  question: unknown,
): Promise<{ version: string; answer: Answer }> {
  return withSystems(browser, files, async (open, version) => {
    const page = await open('ours-1');
    const answer = await page.evaluate(
      (url, asked) =>
        new Promise<Answer>((resolve, reject) => {
          const started = new Worker(url, { type: 'module' });
          started.postMessage(asked);
          started.onmessage = ({ data }) => resolve(data);
          started.onerror = ({ message }) => reject(new Error(message));
        }),
      `workers/${worker}.js`,
      question,
    );
    return { version, answer };
  });
}

/** Every system over all pictures, group by group; first over some that are not timed. */
export function runSystems({
  browser,
  names,
  groups,
  chunk,
  onProgress,
}: SystemsOptions): Promise<{ version: string; runs: Map<SystemName, SystemRun> }> {
  const files = groups.flat();
  return withSystems(browser, files, async (open, version) => {
    const runs = new Map<SystemName, SystemRun>();
    const pages = new Map<SystemName, Page>();
    for (const name of names) {
      onProgress(`loads ${name}`);
      const page = await open(name);
      pages.set(name, page);
      const startMs = await page.evaluate(() => window.load('picture/0'));
      runs.set(name, { startMs, groups: groups.map(() => ({ pictureMs: [], totalMs: 0, faces: [] })) });
      await lookAll(page, 0, Math.min(WARMING * chunk, files.length));
    }
    let begin = 0;
    for (const [group, { length }] of groups.entries()) {
      for (let first = begin; first < begin + length; first += chunk) {
        const end = Math.min(first + chunk, begin + length);
        for (const [name, page] of pages) {
          const { milliseconds, faces } = await lookAll(page, first, end);
          const run = runs.get(name)?.groups[group];
          run?.pictureMs.push(milliseconds / (end - first));
          run?.faces.push(...faces);
          if (run) run.totalMs += milliseconds;
        }
        onProgress(`${end} of ${files.length} pictures`);
      }
      begin += length;
    }
    return { version, runs };
  });
}

async function lookAll(page: Page, first: number, end: number): Promise<ChunkAnswer> {
  await page.bringToFront();
  const urls = Array.from({ length: end - first }, (_, index) => `picture/${first + index}`);
  return page.evaluate((asked) => window.lookAll(asked), urls);
}
