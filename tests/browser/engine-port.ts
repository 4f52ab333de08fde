/** Asks the engine as content scripts do, over a port and with all pictures at once. */
import type { Page } from 'puppeteer-core';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import type { FromEngine, ToBackground } from '../../src/protocol.ts';

declare const browser: ExtensionApi;

/** Time for an answer too many. */
const AFTER_MS = 300;

/** All answers to each picture, which is to be one. `control` is a page of the extension, `pictures` are in base64. */
export async function askEngine(control: Page, pictures: readonly string[]): Promise<FromEngine[][]> {
  const start: ToBackground = { to: 'background', kind: 'start-engine' };
  await control.evaluate((request) => browser.runtime.sendMessage(request), start);
  return control.evaluate(
    (texts, afterMs) =>
      new Promise<FromEngine[][]>((resolve) => {
        const port = browser.runtime.connect({ name: 'engine' });
        const answers: FromEngine[][] = texts.map(() => []);
        let open = texts.length;
        port.onMessage.addListener((value) => {
          const answer = value as FromEngine;
          if (answers[answer.id]?.push(answer) === 1) open--;
          if (open === 0) setTimeout(() => resolve(answers), afterMs);
        });
        for (const [id, base64] of texts.entries()) port.postMessage({ kind: 'look', id, source: { kind: 'bytes', base64 } });
      }),
    pictures as string[],
    AFTER_MS,
  );
}
