/** From a click to a badge, on a page with one portrait. */
import type { Page } from 'puppeteer-core';
import type { Browser as ExtensionApi } from 'webextension-polyfill';
import type { Status } from '../../src/protocol.ts';

declare const browser: ExtensionApi;

export interface ClickTime {
  milliseconds: number;
  sawStarting: boolean;
  faces: number;
}

/** A portrait of 480x640, cut out of a demo photograph by a page of the test server, as a data: URL; of each `number` another picture. */
export function drawPortrait(page: Page, number = 0): Promise<string> {
  return page.evaluate(async (shift) => {
    const photograph = await createImageBitmap(await (await fetch('/demo/sample3.jpg')).blob());
    const canvas = document.createElement('canvas');
    canvas.width = 480;
    canvas.height = 640;
    const scale = 1280 / photograph.width;
    canvas.getContext('2d')?.drawImage(photograph, -550 - shift / 10, -80, photograph.width * scale, photograph.height * scale);
    return canvas.toDataURL('image/jpeg', 0.9);
  }, number);
}

/** Makes the portrait the only picture of the page. */
export async function showPortrait(page: Page, number = 0): Promise<void> {
  const portrait = await drawPortrait(page, number);
  await page.evaluate(async (src) => {
    const image = new Image();
    image.src = src;
    await image.decode();
    document.body.replaceChildren(image);
  }, portrait);
}

/** From the click's message to the badge, on the clock of an extension page. */
export function timeClick(control: Page, tabId: number): Promise<ClickTime> {
  return control.evaluate(async (id) => {
    await browser.tabs.sendMessage(id, { to: 'content', kind: 'clear' }, { frameId: 0 }).catch(() => {});
    const started = performance.now();
    await browser.runtime.sendMessage({ to: 'background', kind: 'annotate-page', tabId: id });
    let sawStarting = false;
    // Without timers, which browsers slow down to one a second in a tab behind another.
    for (;;) {
      const status: Status = await browser.tabs.sendMessage(id, { to: 'content', kind: 'status' }, { frameId: 0 });
      sawStarting ||= status.starting;
      if (!status.running) return { milliseconds: performance.now() - started, sawStarting, faces: status.faces };
    }
  }, tabId);
}
