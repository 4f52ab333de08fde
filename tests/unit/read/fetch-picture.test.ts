import { afterEach, expect, it, vi } from 'vitest';
import { fetchPicture, MAX_PICTURE_BYTES } from '../../../src/read/fetch-picture.ts';

const { signal } = new AbortController();

/** Has the server send parts of that size without end, as long as anybody listens. */
function sendEndlessly(partBytes: number, pauseMs: number) {
  let isHeard = true;
  let sentBytes = 0;
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    const body = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        sentBytes += partBytes;
        if (isHeard) controller.enqueue(new Uint8Array(partBytes));
      },
      start(controller) {
        init.signal?.addEventListener('abort', () => {
          isHeard = false;
          controller.error(init.signal?.reason);
        });
      },
      cancel() {
        isHeard = false;
      },
    });
    return new Response(body);
  });
  return { isHeard: () => isHeard, sentBytes: () => sentBytes };
}

afterEach(() => vi.restoreAllMocks());

it('gives up what goes on and on', async () => {
  const aMoment = AbortSignal.timeout(100);
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(aMoment);
  const server = sendEndlessly(100, 5);
  expect(await fetchPicture('https://a.example/', {}, signal)).toBe('timeout');
  expect(server.isHeard()).toBe(false);
  expect(timeout.mock.calls[0]?.[0]).toBeLessThanOrEqual(20_000);
});

it('stops listening where it gets too much', async () => {
  const server = sendEndlessly(MAX_PICTURE_BYTES / 4, 0);
  expect(await fetchPicture('https://a.example/', {}, signal)).toBe('too-large');
  expect(server.isHeard()).toBe(false);
  expect(server.sentBytes()).toBeLessThanOrEqual(2 * MAX_PICTURE_BYTES);
});
