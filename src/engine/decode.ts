/** Encoded pictures to pixels. Runs in workers of both browsers. */
import { imageSize } from 'image-size';
import type { Size } from '../geometry.ts';
import { MAX_PICTURE_PIXELS } from '../limits.ts';
import type { Reason } from '../reasons.ts';
import type { Pixels } from './pixels.ts';

/** The limit of a canvas in both browsers. */
const MAX_SIDE_PX = 32767;
const MIN_SIDE_PX = 16;

/** Why a picture of that size is not looked at. */
function refuse({ width, height }: Size): Reason | undefined {
  if (Math.min(width, height) < MIN_SIDE_PX) return 'too-small';
  if (width * height > MAX_PICTURE_PIXELS || Math.max(width, height) > MAX_SIDE_PX) return 'too-large';
}

/** By its header alone: a few bytes may decode to gigabytes. */
async function refuseUnseen(picture: Blob): Promise<Reason | undefined> {
  const bytes = new Uint8Array(await picture.arrayBuffer());
  try {
    return refuse(imageSize(bytes));
  } catch {
    return 'not-a-picture';
  }
}

function readPixels(bitmap: ImageBitmap): Pixels | Reason {
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  if (!context) return 'too-large';
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0);
  const pixels = context.getImageData(0, 0, width, height);
  // Frees its memory now: collectors wait for long.
  canvas.width = 0;
  return pixels;
}

/**
 * Decodes any picture the browser knows; of an animation the first frame. Orientation (EXIF) is applied, colours stay as stored
 * so that both browsers agree, transparent parts become white.
 */
export async function decode(picture: Blob): Promise<Pixels | Reason> {
  const unseen = await refuseUnseen(picture);
  if (unseen) return unseen;
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(picture, { colorSpaceConversion: 'none' });
  } catch {
    return 'not-a-picture';
  }
  try {
    // The header may have told something else.
    return refuse(bitmap) ?? readPixels(bitmap);
  } finally {
    bitmap.close();
  }
}
