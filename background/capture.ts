/** Parts of what a tab shows, which the person's click allows. Page and server have no part in it. */
import browser, { type Tabs } from 'webextension-polyfill';
import type { Box } from '../src/geometry.ts';
import { toBase64 } from '../src/read/base64.ts';

async function cut(shown: ImageBitmap, part: Box): Promise<string> {
  const [x, y] = [part.x * shown.width, part.y * shown.height];
  const [width, height] = [part.width * shown.width, part.height * shown.height];
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)));
  canvas.getContext('2d')?.drawImage(shown, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return toBase64(await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 }));
}

/** `parts` in shares of the window's width and height. None for a tab that is not in front, or that the person clicked in no more. */
export async function capture(tab: Tabs.Tab | undefined, parts: readonly Box[]): Promise<string[]> {
  if (!tab?.active) return [];
  try {
    const png = await browser.tabs.captureVisibleTab(tab.windowId, { format: 'png' });
    const shown = await createImageBitmap(await (await fetch(png)).blob());
    const cuts = await Promise.all(parts.map((part) => cut(shown, part)));
    shown.close();
    return cuts;
  } catch {
    return [];
  }
}
