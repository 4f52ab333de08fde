/** How the pixels of a picture reach the engine: the page's own bytes first, for they need no permission. */
import type { Source } from '../src/protocol.ts';
import { fetchPicture } from '../src/read/fetch-picture.ts';
import type { Reason } from '../src/reasons.ts';
import { element } from './element.ts';
import { isBroken } from './find.ts';

const MAX_DRAWN_PX = 4096;

function toDataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

/**
 * What the element shows, for bytes that are gone (a revoked blob:), that the page's CSP keeps from us (Firefox) or that no worker
 * can decode (SVG). Undefined across origins.
 */
function draw(image: HTMLImageElement): string | undefined {
  const { naturalWidth, naturalHeight } = image;
  if (!naturalWidth || !naturalHeight) return;
  const scale = Math.min(1, MAX_DRAWN_PX / Math.max(naturalWidth, naturalHeight));
  const canvas = element('canvas');
  canvas.width = Math.max(1, Math.round(naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(naturalHeight * scale));
  try {
    const context = canvas.getContext('2d');
    if (!context) return;
    // JPEG, for PNG takes ten times as long; white, as the engine has it where a picture is transparent.
    context.fillStyle = 'white';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL('image/jpeg', 0.95);
  } catch {
    return;
  }
}

/** Where the engine gets the picture at `url` from, which `image` shows, or why nowhere. Rejects when `signal` aborts. */
export async function readPicture(image: HTMLImageElement, url: string, signal: AbortSignal): Promise<Source | Reason> {
  const isWeb = /^https?:/.test(url);
  const sameOrigin = !isWeb || new URL(url).origin === location.origin;
  // From the cache, as the page has just loaded it.
  const init: RequestInit = { cache: 'force-cache', credentials: sameOrigin ? 'same-origin' : 'omit' };
  const picture = await fetchPicture(url, init, signal).catch((): Reason => 'unreadable');
  signal.throwIfAborted();
  if (typeof picture !== 'string') {
    const drawn = picture.type.startsWith('image/svg') ? draw(image) : undefined;
    return { kind: 'bytes', dataUrl: drawn ?? (await toDataUrl(picture)) };
  }
  if (picture === 'too-large' || isBroken(image)) return picture;
  // The page shows it all the same: some servers give a picture once, or to the page alone.
  const drawn = draw(image);
  if (drawn) return { kind: 'bytes', dataUrl: drawn };
  return isWeb ? { kind: 'url', url } : picture;
}
