import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const getPlatformInfo = vi.fn(async () => ({}));
vi.mock('webextension-polyfill', () => ({ default: { runtime: { getPlatformInfo } } }));
const { keepAliveDuring } = await import('../../../background/keep-alive.ts');

/** Firefox's time limit. */
const IDLE_LIMIT_MS = 30_000;

beforeEach(() => {
  getPlatformInfo.mockClear();
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

it('calls the API more often than Firefox ends an idle page, while work is open and no longer', async () => {
  let finish = () => {};
  const work = keepAliveDuring(
    new Promise<void>((resolve) => {
      finish = resolve;
    }),
  );
  vi.advanceTimersByTime(4 * IDLE_LIMIT_MS);
  const calls = getPlatformInfo.mock.calls.length;
  expect(calls).toBeGreaterThan(4);
  finish();
  await work;
  vi.advanceTimersByTime(4 * IDLE_LIMIT_MS);
  expect(getPlatformInfo).toHaveBeenCalledTimes(calls);
});

it('ends when the last of several is done, failures included', async () => {
  const failing = keepAliveDuring(Promise.reject(new Error('lost'))).catch(() => {});
  const other = keepAliveDuring(new Promise<void>((resolve) => setTimeout(resolve, 2 * IDLE_LIMIT_MS)));
  await failing;
  vi.advanceTimersByTime(IDLE_LIMIT_MS);
  expect(getPlatformInfo).toHaveBeenCalled();
  vi.advanceTimersByTime(IDLE_LIMIT_MS);
  await other;
  getPlatformInfo.mockClear();
  vi.advanceTimersByTime(4 * IDLE_LIMIT_MS);
  expect(getPlatformInfo).not.toHaveBeenCalled();
});
