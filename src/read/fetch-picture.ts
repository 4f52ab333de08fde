/** Reads an encoded picture over the network, within limits. No extension API: content script and engine host share it. */
import type { Reason } from '../reasons.ts';

export const MAX_PICTURE_BYTES = 32 * 1024 * 1024;
const TIMEOUT_MS = 15_000;

/**
 * The bytes at `url` with their type, or why there are none: `unreadable` (an HTTP error), `too-large`, `timeout`.
 * Rejects where the network, CORS or `signal` ends the request.
 */
export async function fetchPicture(url: string, init: RequestInit, signal: AbortSignal): Promise<Blob | Reason> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.any([signal, timeout]) });
    if (!response.ok || !response.body) return 'unreadable';
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    const reader = response.body.getReader();
    let bytes = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      bytes += part.value.byteLength;
      if (bytes > MAX_PICTURE_BYTES) {
        await reader.cancel();
        return 'too-large';
      }
      chunks.push(part.value);
    }
    return new Blob(chunks, { type: response.headers.get('content-type') ?? '' });
  } catch (error) {
    if (timeout.aborted) return 'timeout';
    throw error;
  }
}
