/** Pictures as the page shows them, for those without bytes of their own or whose bytes no worker can decode. */
import { toBase64 } from '../../src/read/base64.ts';
import { element } from '../element.ts';
import type { Spot } from '../spots/spot.ts';

const MAX_DRAWN_PX = 4096;

type Drawable = NonNullable<Spot['drawable']>;

/** As JPEG, in base64. Undefined across origins. */
async function draw(drawable: Drawable, width: number, height: number): Promise<string | undefined> {
  const scale = Math.min(1, MAX_DRAWN_PX / Math.max(width, height));
  const canvas = element('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  try {
    const context = canvas.getContext('2d');
    if (!context) return;
    // JPEG, for PNG takes ten times as long; white, as the engine has it where a picture is transparent.
    context.fillStyle = 'white';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(drawable, 0, 0, canvas.width, canvas.height);
    // Encoded beside the page's own work.
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.95));
    return blob ? await toBase64(blob) : undefined;
  } catch {
    return;
  }
}

/**
 * What the page shows, as JPEG in base64: for bytes that are gone (a revoked blob:), that the page's CSP keeps from us (Firefox),
 * for canvases and films. `isDrawing` says that the address leads to a drawing (SVG), which need not be in an element. Undefined
 * where the page may not read it.
 */
export async function drawShown({ naturalSize, drawable, url }: Spot, isDrawing: boolean): Promise<string | undefined> {
  const size = naturalSize();
  const drawn = size && drawable && (await draw(drawable, size.width, size.height));
  if (drawn || !isDrawing) return drawn;
  const image = element('img');
  image.src = url;
  try {
    await image.decode();
  } catch {
    return;
  }
  return draw(image, image.naturalWidth, image.naturalHeight);
}
