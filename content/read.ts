/** How the pixels of a picture reach the engine: the page's own bytes first, for they need no permission. */
import type { Source } from '../src/protocol.ts';
import { toBase64 } from '../src/read/base64.ts';
import { fetchPicture } from '../src/read/fetch-picture.ts';
import type { Reason } from '../src/reasons.ts';
import { element } from './element.ts';
import type { Spot } from './spots/spot.ts';

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
 * What the page shows, for pictures without bytes, for bytes that are gone (a revoked blob:), that the page's CSP keeps from us
 * (Firefox) or that no worker can decode (SVG).
 */
async function drawSpot(spot: Spot): Promise<string | undefined> {
  const size = spot.naturalSize();
  return size && spot.drawable ? draw(spot.drawable, size.width, size.height) : undefined;
}

/** A drawing (SVG) that no element holds. */
async function drawDrawing(url: string): Promise<string | undefined> {
  const image = element('img');
  image.src = url;
  await image.decode();
  return draw(image, image.naturalWidth, image.naturalHeight);
}

/** Where the engine gets the picture from, or why nowhere. Rejects when `signal` aborts. */
export async function readPicture(spot: Spot, signal: AbortSignal): Promise<Source | Reason> {
  const { url } = spot;
  if (!/^(https?|data|blob|file):/.test(url)) {
    const drawn = await drawSpot(spot);
    return drawn ? { kind: 'bytes', base64: drawn } : 'unreadable';
  }
  const isWeb = /^https?:/.test(url);
  const sameOrigin = !isWeb || new URL(url).origin === location.origin;
  // From the cache, as the page has just loaded it.
  const init: RequestInit = { cache: 'force-cache', credentials: sameOrigin ? 'same-origin' : 'omit' };
  const picture = await fetchPicture(url, init, signal).catch((): Reason => 'unreadable');
  signal.throwIfAborted();
  if (typeof picture !== 'string') {
    const isDrawing = picture.type.startsWith('image/svg');
    const drawn = isDrawing ? ((await drawSpot(spot)) ?? (await drawDrawing(url).catch(() => undefined))) : undefined;
    return { kind: 'bytes', base64: drawn ?? picture.bytes.toBase64() };
  }
  if (picture === 'too-large' || spot.isBroken()) return picture;
  // The page shows it all the same: some servers give a picture once, or to the page alone.
  const drawn = await drawSpot(spot);
  if (drawn) return { kind: 'bytes', base64: drawn };
  return isWeb ? { kind: 'url', url } : picture;
}
