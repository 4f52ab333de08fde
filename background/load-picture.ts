/** Turns what a content script sent into an encoded picture. */
import type { Source } from '../src/protocol.ts';
import { fetchPicture } from '../src/read/fetch-picture.ts';
import type { Reason } from '../src/reasons.ts';
import { mayFetch } from './may-fetch.ts';

/** The picture, or why it cannot be had. Rejects only on faults of our own. */
export async function loadPicture(source: Source, signal: AbortSignal): Promise<Blob | Reason> {
  if (source.kind === 'bytes') return fetchPicture(source.dataUrl, {}, signal).catch(() => 'unreadable');
  const allowed = await mayFetch(source.url);
  if (allowed === 'no') return 'needs-permission';
  const init: RequestInit = {
    // A page must not make us act as the user on another site.
    credentials: 'omit',
    // Nor may a redirect take us to a host that was not granted.
    redirect: allowed === 'all-hosts' ? 'follow' : 'error',
  };
  return fetchPicture(source.url, init, signal).catch(() => 'unreadable');
}
