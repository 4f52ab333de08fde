/**
 * Runs code over many pictures in a browser. A loopback server hands them out one by one and takes the answers:
 * POST /next answers an index (204 when there is none left), GET /picture/INDEX its bytes, POST /answer/INDEX takes the result.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { UserError } from '../common/command.ts';
import { startProgress } from '../common/progress.ts';
import { type BrowserName, launch } from './launch.ts';
import { serveFile } from './serve-file.ts';

/** A picture that takes longer has hung the page, which then starts again. */
const STUCK_MS = 90_000;
/** Without any answer for so long, nothing works. */
const GIVE_UP_MS = 180_000;
const WATCH_MS = 5000;

export interface Answer {
  body: Buffer;
  /** JSON from the `about` header. */
  about: Record<string, unknown>;
}

export interface QueueOptions {
  browser: BrowserName;
  /** Holds index.html and what it needs. */
  dir: string;
  pictures: string[];
  /** Called one at a time; undefined for a picture that hung or was open when the page started again. */
  onAnswer(index: number, answer: Answer | undefined): Promise<void>;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

/** Resolves with the browser's name and version when every picture has been answered. */
export async function runOverPictures({ browser: name, dir, pictures, onAnswer }: QueueOptions): Promise<string> {
  let taken = 0;
  let settled = 0;
  let settledAt = Date.now();
  const openSince = new Map<number, number>();
  let writing = Promise.resolve();
  let finish = () => {};
  let fail = (_error: unknown) => {};
  const finished = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  const started = Date.now();
  const progress = startProgress();

  const showProgress = () => {
    const perSecond = (settled * 1000) / (Date.now() - started);
    const minutesLeft = (pictures.length - settled) / perSecond / 60;
    progress.update(`${settled} of ${pictures.length}, ${perSecond.toFixed(0)} pictures/s, ${minutesLeft.toFixed(1)} min left`);
  };
  const settle = (index: number, answer: Answer | undefined) => {
    if (!openSince.delete(index)) return;
    writing = writing
      .then(() => onAnswer(index, answer))
      .then(() => {
        settled++;
        settledAt = Date.now();
        showProgress();
        if (settled === pictures.length) finish();
      })
      .catch(fail);
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, what = '', which = ''] = (request.url ?? '/').split('/');
    const picture = pictures[Number(which)];
    if (what === 'next') {
      if (taken === pictures.length) return void response.writeHead(204).end();
      openSince.set(taken, Date.now());
      return void response.end(String(taken++));
    }
    if (what === 'picture' && picture) return serveFile(response, picture);
    if (what === 'answer' && picture) {
      const body = await readBody(request);
      settle(Number(which), { body, about: JSON.parse(String(request.headers.about ?? '{}')) });
      return void response.end();
    }
    return serveFile(response, path.join(dir, request.url === '/' ? 'index.html' : (request.url ?? '')));
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  const browser = await launch(name);
  const page = await browser.browser.newPage();
  let lastError = 'the page did not start';
  page.on('console', (message) => {
    if (message.type() === 'error') lastError = message.text();
  });
  const watchdog = setInterval(() => {
    if (Date.now() - settledAt > GIVE_UP_MS) return fail(new UserError(`No picture was answered: ${lastError}`, 1));
    if (![...openSince.values()].some((since) => Date.now() - since > STUCK_MS)) return;
    for (const index of openSince.keys()) settle(index, undefined);
    page.reload().catch(fail);
  }, WATCH_MS);
  try {
    if (pictures.length > 0) {
      await page.goto(`http://127.0.0.1:${address.port}/`);
      await finished;
    }
    return browser.version;
  } finally {
    progress.end(`${settled} of ${pictures.length} pictures in ${((Date.now() - started) / 60_000).toFixed(1)} min`);
    clearInterval(watchdog);
    await browser.close();
    server.close();
  }
}
