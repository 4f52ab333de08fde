/** What the net saw of a face, as one small picture for people to look at. */
import type { Pixels } from './pixels.ts';

const QUALITY = 0.8;

/** One for all: a new one takes as long as filling and encoding it. Encoding begins with a copy. */
let canvas: OffscreenCanvas | undefined;

/** The crops of a face, squares of one size, side by side and in their order, as a data: URL of a few kilobytes. Runs in workers. */
export async function encodeStrip(crops: readonly Pixels[]): Promise<string> {
  const sidePx = crops[0]?.width ?? 1;
  canvas ??= new OffscreenCanvas(sidePx * crops.length, sidePx);
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  let x = 0;
  for (const crop of crops) {
    context?.putImageData(new ImageData(crop.data, crop.width, crop.height), x, 0);
    x += crop.width;
  }
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
  return new FileReaderSync().readAsDataURL(blob);
}
