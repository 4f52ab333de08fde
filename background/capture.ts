/** Parts of what a tab shows, which the person's click allows. Page and server have no part in it. */
import browser, { type Tabs } from 'webextension-polyfill';
import type { Box } from '../src/geometry.ts';
import { toBase64 } from '../src/read/base64.ts';

/** Browsers allow two captures a second. */
const PAUSE_MS = 550;

async function cut(shown: ImageBitmap, part: Box): Promise<string> {
  const [x, y] = [part.x * shown.width, part.y * shown.height];
  const [width, height] = [part.width * shown.width, part.height * shown.height];
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)));
  canvas.getContext('2d')?.drawImage(shown, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return toBase64(await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 }));
}

let turn: Promise<unknown> = Promise.resolve();

/** Several frames may ask at once, and the person may go to another tab while they wait. */
function take(tabId: number): Promise<string> {
  const taken = turn.then(async () => {
    const { active, windowId } = await browser.tabs.get(tabId);
    if (!active) throw new Error('behind another tab');
    return browser.tabs.captureVisibleTab(windowId, { format: 'png' });
  });
  const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  turn = taken.then(pause, pause);
  return taken;
}

/** `parts` in shares of the width and height of what the tab shows. None for a tab that is not in front, or that the person clicked in no more. */
export async function capture(tab: Tabs.Tab | undefined, parts: readonly Box[]): Promise<string[]> {
  if (tab?.id === undefined) return [];
  try {
    const png = await take(tab.id);
    const shown = await createImageBitmap(await (await fetch(png)).blob());
    const cuts = await Promise.all(parts.map((part) => cut(shown, part)));
    shown.close();
    return cuts;
  } catch {
    return [];
  }
}
