/** Encoded pictures to pixels. Runs in workers of both browsers. */
import { MAX_PICTURE_PIXELS } from '../limits.ts';
import type { Reason } from '../reasons.ts';
import type { Pixels } from './pixels.ts';

/** The limit of a canvas in both browsers. */
const MAX_SIDE_PX = 32767;
const MIN_SIDE_PX = 16;

/**
 * Decodes any picture the browser knows; of an animation the first frame. Orientation (EXIF) is applied, colours stay as stored
 * so that both browsers agree, transparent parts become white.
 */
export async function decode(picture: Blob): Promise<Pixels | Reason> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(picture, { colorSpaceConversion: 'none' });
  } catch {
    return 'not-a-picture';
  }
  try {
    const { width, height } = bitmap;
    if (Math.min(width, height) < MIN_SIDE_PX) return 'too-small';
    if (width * height > MAX_PICTURE_PIXELS || Math.max(width, height) > MAX_SIDE_PX) return 'too-large';
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
    if (!context) return 'too-large';
    context.fillStyle = 'white';
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, width, height);
  } finally {
    bitmap.close();
  }
}
