/** What the net saw of a face, as one small picture for people to look at. */
import type { Pixels } from './pixels.ts';

const QUALITY = 0.8;

/** The crops of a face side by side, in their order, as a data: URL of a few kilobytes. Runs in workers. */
export async function encodeStrip(crops: readonly Pixels[]): Promise<string> {
  const width = crops.reduce((sum, crop) => sum + crop.width, 0);
  const canvas = new OffscreenCanvas(width, crops[0]?.height ?? 1);
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  let x = 0;
  for (const crop of crops) {
    context?.putImageData(new ImageData(crop.data, crop.width, crop.height), x, 0);
    x += crop.width;
  }
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
  return new FileReaderSync().readAsDataURL(blob);
}
