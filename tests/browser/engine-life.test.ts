/** The engine's life where it takes long to see: a worker that hangs is replaced, and without work all of it ends. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { collectGarbage, memoryAtRestMb, memoryMb } from '../bench/memory.ts';
import { BROWSERS, PAGE_HOST, startExtension } from './extension.ts';
import { startServer } from './server.ts';
import { spoilPictures } from './spoil-pictures.ts';

const PICTURES = path.join(import.meta.dirname, '../../node_modules/@vladmandic/face-api/demo');
/** One attempt at a picture. */
const TIMEOUT_MS = 20_000;
/** Without work, and some more. */
const IDLE_MS = 66_000;
/** For the memory before and after, at rest. */
const REST_MS = 70_000;

describe.concurrent('the engine', () => {
  it.for(BROWSERS)(
    'replaces a worker that hangs, ends without work, and starts again unseen, in %s',
    {
      timeout: TIMEOUT_MS + IDLE_MS + REST_MS + 90_000,
    },
    async (name, { expect }) => {
      const server = await startServer();
      const extension = await startExtension(name, [PAGE_HOST]);
      try {
        const stays = await extension.openPage(`${server.origin}/one-picture.html`);
        const beforeMb = await memoryAtRestMb(extension);
        await extension.comeBack();
        expect((await extension.annotate(stays))[0]?.faces).toHaveLength(3);

        const { size: sizeBytes } = await stat(path.join(PICTURES, 'sample3.jpg'));
        await spoilPictures(extension, { sizeBytes, how: 'hang', times: 1 });
        const page = await extension.openPage(`${server.origin}/demo.html`);
        const startedMs = Date.now();
        const pictures = await extension.annotate(page);
        expect(Date.now() - startedMs).toBeGreaterThan(TIMEOUT_MS);
        expect(pictures.map(({ status, reason }) => reason ?? status)).toEqual(Array(6).fill('done'));
        expect(pictures.flatMap(({ faces }) => faces)).toHaveLength(22);
        await collectGarbage(extension);
        const duringMb = memoryMb(extension, 'extensions');
        await page.close();

        await sleep(IDLE_MS);
        const hosts = extension.browser.targets().filter((target) => target.type() === 'background_page');
        expect(hosts).toEqual([]);
        const afterMb = await memoryAtRestMb(extension);
        await extension.comeBack();
        console.log(
          `${name}: ${[beforeMb, duringMb, afterMb].map(Math.round).join(', ')} MB of the extension before, during and after`,
        );
        if (process.platform === 'linux') {
          expect(duringMb).toBeGreaterThan(beforeMb + 50);
          expect(afterMb).toBeLessThanOrEqual(1.1 * beforeMb);
        }

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
