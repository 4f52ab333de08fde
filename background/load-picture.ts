/** Turns what a content script sent into an encoded picture. */
import type { Source } from '../src/protocol.ts';
import { fetchPicture } from '../src/read/fetch-picture.ts';
import type { Reason } from '../src/reasons.ts';
import { mayFetch } from './may-fetch.ts';

function decodeBase64(base64: string): Uint8Array<ArrayBuffer> | Reason {
  try {
    return Uint8Array.fromBase64(base64);
  } catch {
    return 'unreadable';
  }
}

/** The bytes, or why they cannot be had. Rejects only on faults of our own. */
export async function loadPicture(source: Source, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | Reason> {
  if (source.kind === 'bytes') return decodeBase64(source.base64);
  const allowed = await mayFetch(source.url);
  if (allowed === 'no') return 'needs-permission';
  const init: RequestInit = {
    // A page must not make us act as the user on another site.
    credentials: 'omit',
    // Nor may a redirect take us to a host that was not granted.
    redirect: allowed === 'all-hosts' ? 'follow' : 'error',
  };
  const picture = await fetchPicture(source.url, init, signal).catch((): Reason => 'unreadable');
  return typeof picture === 'string' ? picture : picture.bytes;
}
