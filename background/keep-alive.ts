/** Firefox ends an idle event page whatever ports it holds open, but not while it calls this API. Elsewhere it does no harm. */
import browser from 'webextension-polyfill';

const INTERVAL_MS = 15_000;

let open = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** Resolves as `work` does, and keeps this page alive until then. */
export async function keepAliveDuring<T>(work: Promise<T>): Promise<T> {
  open++;
  timer ??= setInterval(() => void browser.runtime.getPlatformInfo?.(), INTERVAL_MS);
  try {
    return await work;
  } finally {
    if (--open === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  }
}
