/** Reads an encoded picture over the network, within limits. No extension API: content script and engine host share it. */
import type { Reason } from '../reasons.ts';

export const MAX_PICTURE_BYTES = 32 * 1024 * 1024;
const TIMEOUT_MS = 15_000;

export interface Encoded {
  bytes: Uint8Array<ArrayBuffer>;
  /** As the server calls it, or ''. */
  type: string;
  /** The server may send another picture each time. */
  isFleeting: boolean;
}

function join(chunks: readonly Uint8Array<ArrayBuffer>[], length: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}

/**
 * What is at `url`, or why there is nothing: `unreadable` (an HTTP error), `needs-permission` (a redirect that `init` does not
 * follow), `too-large`, `timeout`.
 * Rejects where the network, CORS or `signal` ends the request.
 */
export async function fetchPicture(url: string, init: RequestInit, signal: AbortSignal): Promise<Encoded | Reason> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.any([signal, timeout]) });
    // Only where `init` has redirects left to us.
    if (response.type === 'opaqueredirect') return 'needs-permission';
    if (!response.ok || !response.body) return 'unreadable';
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    const reader = response.body.getReader();
    let length = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      length += part.value.length;
      if (length > MAX_PICTURE_BYTES) {
        await reader.cancel();
        return 'too-large';
      }
      chunks.push(part.value);
    }
    const { headers } = response;
    const isFleeting = /no-store/i.test(headers.get('cache-control') ?? '');
    return { bytes: join(chunks, length), type: headers.get('content-type') ?? '', isFleeting };
  } catch (error) {
    if (timeout.aborted) return 'timeout';
    throw error;
  }
}
