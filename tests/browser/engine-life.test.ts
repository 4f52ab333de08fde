/** The engine's life where it takes long to see: a worker that hangs is replaced, and without work all of it ends. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { collectGarbage, memoryMb } from '../bench/memory.ts';
import { BROWSERS, PAGE_HOST, startExtension } from './extension.ts';
import { startServer } from './server.ts';
import { spoilPictures } from './spoil-pictures.ts';

const PICTURES = path.join(import.meta.dirname, '../../node_modules/@vladmandic/face-api/demo');
/** One attempt at a picture. */
const TIMEOUT_MS = 20_000;
/** Without work, and some more. */
const IDLE_MS = 66_000;
/** What a browser does after its start is done. */
const SETTLE_MS = 5000;

describe.concurrent('the engine', () => {
  it.for(BROWSERS)(
    'replaces a worker that hangs, ends without work, and starts again unseen, in %s',
    {
      timeout: TIMEOUT_MS + IDLE_MS + 90_000,
    },
    async (name, { expect }) => {
      const server = await startServer();
      const extension = await startExtension(name, [PAGE_HOST]);
      try {
        const memory = async () => {
          await collectGarbage(extension);
          return memoryMb(extension, 'extensions');
        };
        const stays = await extension.openPage(`${server.origin}/one-picture.html`);
        await sleep(SETTLE_MS);
        const beforeMb = await memory();
        expect((await extension.annotate(stays))[0]?.faces).toHaveLength(3);

        const { size: sizeBytes } = await stat(path.join(PICTURES, 'sample3.jpg'));
        await spoilPictures(extension, { sizeBytes, how: 'hang', times: 1 });
        const page = await extension.openPage(`${server.origin}/demo.html`);
        const startedMs = Date.now();
        const pictures = await extension.annotate(page);
        expect(Date.now() - startedMs).toBeGreaterThan(TIMEOUT_MS);
        expect(pictures.map(({ status, reason }) => reason ?? status)).toEqual(Array(6).fill('done'));
        expect(pictures.flatMap(({ faces }) => faces)).toHaveLength(22);
        const duringMb = await memory();
        await page.close();

        await sleep(IDLE_MS);
        const hosts = extension.browser.targets().filter((target) => target.type() === 'background_page');
        expect(hosts).toEqual([]);
        const afterMb = await memory();
        console.log(
          `${name}: ${[beforeMb, duringMb, afterMb].map(Math.round).join(', ')} MB of the extension before, during and after`,
        );
        // Of what it took.
        if (process.platform === 'linux') expect(duringMb - afterMb).toBeGreaterThan(0.9 * (duringMb - beforeMb));

        await stays.evaluate(() => document.querySelector('img')?.setAttribute('src', '/images/astronaut.jpg'));
        const tabId = await extension.tabIdOf(stays);
        const done = async () =>
          (await extension.ask(tabId, 'report'))?.find(({ source }) => source.endsWith('astronaut.jpg'))?.status;
        await expect.poll(done, { timeout: 20_000 }).toBe('done');
      } finally {
        await extension.close();
        server.close();
      }
    },
  );
});
