/** Photographs that say which way is up. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'puppeteer-core';

/** The JPEG as a camera held upright stores it: EXIF says to turn it, its pixels lie on their side. */
export async function turnedByExif(page: Page, file: string): Promise<Buffer> {
  const base64 = (await readFile(file)).toString('base64');
  const lying = await page.evaluate(async (data) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/jpeg;base64,${data}`)).blob());
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [picture.height, picture.width];
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.rotate(-Math.PI / 2);
    context.drawImage(picture, -picture.width, 0);
    return canvas.toDataURL('image/jpeg', 0.95).split(',')[1] as string;
  }, base64);
  const jpeg = Buffer.from(lying, 'base64');
  // Orientation 6, the only entry of a big-endian TIFF.
  const exif = Buffer.from('ffe100224578696600004d4d002a00000008000101120003000000010006000000000000', 'hex');
  return Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)]);
}
