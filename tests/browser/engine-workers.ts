/** The engine's workers from outside, as a debugger reaches them. */
import type { Page, Target } from 'puppeteer-core';
import type { Extension } from './extension.ts';

/** The calls that Puppeteer has none for. */
interface Connection {
  send(method: 'script.getRealms', params: object): Promise<{ result: { realms: { origin: string; realm: string }[] } }>;
  send(method: 'script.evaluate', params: object): Promise<unknown>;
}

async function runInFirefox(browser: unknown, expression: string): Promise<number> {
  const { connection } = browser as { connection: Connection };
  const { result } = await connection.send('script.getRealms', { type: 'dedicated-worker' });
  const engines = result.realms.filter(({ origin }) => origin.includes('engine-worker.js'));
  for (const { realm } of engines)
    await connection.send('script.evaluate', { expression, target: { realm }, awaitPromise: false }).catch(() => {});
  return engines.length;
}

/** Runs `expression` in each of them that there is now, and returns in how many. */
export async function runInWorkers(extension: Extension, expression: string): Promise<number> {
  if (extension.name === 'firefox') return runInFirefox(extension.browser, expression);
  const workers = (await hostOf(extension))?.workers() ?? [];
  // It may end meanwhile.
  for (const worker of workers) await worker.evaluate(expression).catch(() => {});
  return workers.length;
}

async function hostOf({ browser, extensionOrigin }: Extension): Promise<Page | undefined> {
  const isHost = (target: Target) => target.type() === 'background_page' && target.url().startsWith(extensionOrigin);
  return browser.targets().find(isHost)?.asPage();
}

/** Chromium only: each worker crashes at the pictures of that size, or never answers. Until the engine ends. */
export async function spoilPictures(extension: Extension, sizeBytes: number, how: 'crash' | 'hang'): Promise<void> {
  const host = await hostOf(extension);
  await host?.evaluate(
    (size, crashes) => {
      const { postMessage } = Worker.prototype;
      Worker.prototype.postMessage = function (this: Worker, question: { picture: Blob }) {
        const isSpoilt = question.picture.size === size;
        // What is no question breaks it.
        if (!isSpoilt) postMessage.call(this, question);
        else if (crashes) postMessage.call(this, undefined);
      };
    },
    sizeBytes,
    how === 'crash',
  );
}

/** Chromium only, as it does itself. */
export async function endEngine(extension: Extension): Promise<void> {
  await (await hostOf(extension))?.evaluate(() => window.close());
}
