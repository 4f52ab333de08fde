/** How the pixels of a picture reach the engine: the page's own bytes first, for they need no permission. */
import type { Source } from '../src/protocol.ts';
import { fetchPicture } from '../src/read/fetch-picture.ts';
import type { Reason } from '../src/reasons.ts';
import { loadPart } from './parts.ts';
import type { Spot } from './spots/spot.ts';

/** Undefined where the page may not read it, or the script does not come. */
const draw = (spot: Spot, isDrawing = false) =>
  loadPart('draw').then(
    (drawShown) => drawShown(spot, isDrawing),
    () => undefined,
  );

/** Where the engine gets the picture from, or why nowhere. Rejects when `signal` aborts. */
export async function readPicture(spot: Spot, signal: AbortSignal): Promise<Source | Reason> {
  const { url } = spot;
  if (!/^(https?|data|blob|file):/.test(url)) {
    const drawn = await draw(spot);
    return drawn ? { kind: 'bytes', base64: drawn } : 'unreadable';
  }
  const isWeb = /^https?:/.test(url);
  const isForeign = isWeb && new URL(url).origin !== location.origin;
  // What the page itself could not load is not to be had by us: its policy may keep it out.
  const isMissing = isForeign && (spot.drawable ? spot.isBroken() : (await loadPart('refusals'))(url));
  if (isMissing) return 'unreadable';
  // From the cache, as the page has just loaded it.
  const init: RequestInit = { cache: 'force-cache', credentials: isForeign ? 'omit' : 'same-origin' };
  const picture = await fetchPicture(url, init, signal).catch((): Reason => 'unreadable');
  signal.throwIfAborted();
  if (typeof picture !== 'string') {
    const isDrawing = picture.type.startsWith('image/svg');
    const drawn = isDrawing || picture.isFleeting ? await draw(spot, isDrawing) : undefined;
    return { kind: 'bytes', base64: drawn ?? picture.bytes.toBase64() };
  }
  if (picture === 'too-large' || spot.isBroken()) return picture;
  // The page shows it all the same: some servers give a picture once, or to the page alone.
  const drawn = await draw(spot);
  if (drawn) return { kind: 'bytes', base64: drawn };
  return isWeb ? { kind: 'url', url } : picture;
}
