/** Turns what a content script sent into an encoded picture. */
import type { Source } from '../src/protocol.ts';
import { fetchPicture } from '../src/read/fetch-picture.ts';
import type { Reason } from '../src/reasons.ts';
import { mayFetch } from './may-fetch.ts';

/** The picture, or why it cannot be had. Rejects only on faults of our own. */
export async function loadPicture(source: Source, signal: AbortSignal): Promise<Blob | Reason> {
  if (source.kind === 'url' && !(await mayFetch(source.url))) return 'needs-permission';
  const address = source.kind === 'url' ? source.url : source.dataUrl;
  // Without cookies: a page must not make us act as the user on another site.
  return fetchPicture(address, { credentials: 'omit' }, signal).catch(() => 'unreadable');
}
