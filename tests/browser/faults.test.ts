/** What goes wrong around the extension: work goes on, or it says what is wrong. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import type { Picture } from '../../src/report.ts';
import { badgeLabels, markLabels, popoverLabel, popoverText } from './badges.ts';
import { correctFirst } from './correct.ts';
import { BROWSERS, OTHER_HOST, PAGE_HOST, useExtension } from './extension.ts';
import { countLooks, forgetLooks } from './kept-looks.ts';
import { spoilPictures } from './spoil-pictures.ts';

declare const browser: ExtensionApi;

const PICTURES = path.join(import.meta.dirname, '../../node_modules/@vladmandic/face-api/demo');

/** By then it would have kept what it has just learnt. */
const KEEP_MS = 1500;

/** Runs in a page of the extension: leaves no room in `storage.local`. */
async function fillStorage(): Promise<void> {
  // Browsers compress what they keep.
  const noise = (length: number) => Array.from({ length }, () => String.fromCharCode(33 + Math.random() * 90)).join('');
  let fillers = 0;
  for (let length = 1e6; length >= 1; length /= 10) {
    try {
      for (;;) await browser.storage.local.set({ [`filler ${fillers++}`]: noise(length) });
    } catch {
      // The next is smaller.
    }
  }
}

describe.each(BROWSERS)('with neither WebGL nor room on the disk, in %s', (name) => {
  const at = useExtension(name, [PAGE_HOST, OTHER_HOST], {
    args: name === 'chromium' ? ['--disable-gpu', '--disable-software-rasterizer', '--disable-3d-apis'] : [],
    prefs: { 'webgl.disabled': true, 'dom.quotaManager.temporaryStorage.fixedLimit': 4096 },
  });
  const facesIn = (pictures: readonly Picture[]) => pictures.flatMap(({ faces }) => faces);
  const outcomes = (pictures: readonly Picture[]) => pictures.map(({ status, reason }) => reason ?? status);

  it('finds and estimates all the same, and keeps nothing', async () => {
    await at.extension.control.evaluate(fillStorage);
    const session = name === 'chromium' ? await at.extension.control.createCDPSession() : undefined;
    await session?.send('Storage.overrideQuotaForOrigin', { origin: at.extension.extensionOrigin, quotaSize: 1 });
    const page = await at.extension.openPage(`${at.server.origin}/demo.html`);
    const contexts = () => ['webgl', 'webgl2'].map((kind) => new OffscreenCanvas(1, 1).getContext(kind as 'webgl'));
    expect(await page.evaluate(contexts)).toEqual([null, null]);
    expect(facesIn(await at.extension.annotate(page))).toHaveLength(22);
    await sleep(KEEP_MS);
    expect(await at.extension.control.evaluate(countLooks)).toBe(0);
  });

  it.each([
    ['looks again at a picture whose worker crashed', 1, 'done'],
    ['says so of a picture that crashes a second worker too, and looks at the others', 2, 'internal'],
  ])('%s', async (_, times, third) => {
    await at.extension.control.evaluate(forgetLooks);
    const { size: sizeBytes } = await stat(path.join(PICTURES, 'sample3.jpg'));
    await spoilPictures(at.extension, { sizeBytes, how: 'crash', times });
    const page = await at.extension.openPage(`${at.server.origin}/demo.html?${times}`);
    const pictures = await at.extension.annotate(page);
    expect(outcomes(pictures)).toEqual(['done', 'done', third, 'done', 'done', 'done']);
    expect(await markLabels(page)).toEqual(third === 'done' ? [] : ['Something went wrong in the extension.']);
    // It may do better the next time.
    expect(facesIn(await at.extension.annotate(page))).toHaveLength(22);
  });

  it('says what could not be read where the network goes in the middle of a run, and reads it when it is back', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/demo.html?offline`);
    const tabId = await at.extension.tabIdOf(page);
    await page.evaluate(async (origin) => {
      const images = Array.from({ length: 12 }, (_, index) => {
        const image = new Image(200);
        image.src = `${origin}/demo/sample1.jpg?${index}`;
        document.body.append(image);
        return image;
      });
      await Promise.all(images.map((image) => image.decode()));
    }, at.server.otherOrigin);
    const run = at.extension.annotate(page);
    await expect.poll(async () => (await at.extension.ask(tabId, 'status'))?.done, { interval: 10 }).toBeGreaterThan(0);
    await at.extension.ask(tabId, 'pause');
    at.server.isDown = true;
    await at.extension.ask(tabId, 'resume');
    const pictures = await run;
    at.server.isDown = false;
    expect(new Set(outcomes(pictures))).toEqual(new Set(['done', 'unreadable']));
    // What the browser has already is looked at.
    expect(outcomes(pictures.filter(({ source }) => source.startsWith(at.server.origin)))).toEqual(Array(6).fill('done'));
    expect(new Set(await markLabels(page))).toEqual(new Set(['The picture could not be read.']));
    const again = await at.extension.annotate(page);
    expect(outcomes(again)).toEqual(Array(18).fill('done'));
    expect(await markLabels(page)).toEqual([]);
  });

  // Firefox takes some room back with each write that fails, so that the next one succeeds.
  it.runIf(name === 'chromium')('says of a correction and of a setting that there was no room to keep them', async () => {
    const page = await at.extension.openPage(`${at.server.origin}/one-picture.html?full`);
    const [picture] = await at.extension.annotate(page);
    await correctFirst(page, picture);
    await expect.poll(() => popoverText(page)).toContain('Your correction: 7');
    await expect.poll(() => popoverText(page)).toContain('This could not be kept.');
    expect(await badgeLabels(page)).toContain(await popoverLabel(page));

    const options = await at.extension.openExtensionPage('options.html');
    await options.bringToFront();
    await options.locator('label::-p-text(Reliable estimates only)').click();
    await options.waitForSelector('[role=alert]::-p-text(This could not be kept.)');
    // It goes back to what holds.
    expect(
      await options.$$eval(':checked', (boxes) => boxes.map(({ parentElement }) => parentElement?.textContent)),
    ).not.toContain(expect.stringContaining('Reliable estimates only'));
    expect(await at.extension.control.evaluate(() => browser.storage.local.get('settings'))).toEqual({});
  });
});
