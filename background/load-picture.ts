/** Turns what a content script sent into an encoded picture. */
import type { Runtime } from 'webextension-polyfill';
import type { Source } from '../src/protocol.ts';
import { fetchPicture } from '../src/read/fetch-picture.ts';
import { mayRequest } from '../src/read/may-request.ts';
import type { Reason } from '../src/reasons.ts';
import { mayFetch } from './may-fetch.ts';

/** As the browser says it; pages have no part in it. */
export type Asker = Runtime.MessageSender & { origin?: string };

/** A page must not make us act as the user on another site, nor take us by a redirect to a place that it may not ask for itself. */
const REQUEST: RequestInit = { credentials: 'omit', redirect: 'manual' };

function decodeBase64(base64: string): Uint8Array<ArrayBuffer> | Reason {
  try {
    return Uint8Array.fromBase64(base64);
  } catch {
    return 'unreadable';
  }
}

/** Documents without an address of their own are of the page that made them. */
function pageOf({ url = '', origin = '' }: Asker): string {
  return /^https?:/.test(url) ? url : origin;
}

/** The bytes, or why they cannot be had. Rejects only on faults of our own. */
export async function loadPicture(source: Source, asker: Asker, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | Reason> {
  if (source.kind === 'bytes') return decodeBase64(source.base64);
  // The page shows it, so the content script may look at it as the window does.
  if (!mayRequest(source.url, pageOf(asker)) || !(await mayFetch(source.url))) return 'needs-permission';
  // Firefox requests for private windows as for all others: the answer would stay in the cache on the disk.
  const init: RequestInit = { ...REQUEST, cache: asker.tab?.incognito ? 'no-store' : 'default' };
  const picture = await fetchPicture(source.url, init, signal).catch((): Reason => 'unreadable');
  return typeof picture === 'string' ? picture : picture.bytes;
}
