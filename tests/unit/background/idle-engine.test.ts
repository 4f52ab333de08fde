import { beforeEach, expect, it, vi } from 'vitest';

const engines: { workers: number; look: () => Promise<unknown>; warmUp: () => void; close: () => void }[] = [];
vi.mock('webextension-polyfill', () => ({ default: { runtime: { getURL: (file: string) => file } } }));
vi.mock('../../../src/engine/pool.ts', () => ({
  createEngine: ({ workers }: { workers: number }) => {
    const engine = {
      workers,
      look: () => new Promise((resolve) => setTimeout(() => resolve({ status: 'done' }), 10 * 60_000)),
      warmUp: vi.fn(),
      close: vi.fn(),
    };
    engines.push(engine);
    return engine;
  },
}));
vi.stubGlobal('navigator', { hardwareConcurrency: 2 });
const close = vi.fn();
vi.stubGlobal('location', { pathname: '/engine-host.html' });
vi.stubGlobal('close', close);
const { lookAt, warmUp } = await import('../../../background/idle-engine.ts');

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

it('ends the engine after a minute without work, not during work, and starts another for the next picture', async () => {
  const { signal } = new AbortController();
  warmUp();
  expect(engines).toHaveLength(1);
  const looking = lookAt(new Blob(), signal);
  await vi.advanceTimersByTimeAsync(9 * 60_000);
  expect(engines[0]?.close).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await looking).toEqual({ status: 'done' });
  await vi.advanceTimersByTimeAsync(59_000);
  expect(engines[0]?.close).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2000);
  expect(engines[0]?.close).toHaveBeenCalledOnce();
  // The document that holds it, too.
  expect(close).toHaveBeenCalledOnce();
  warmUp();
  expect(engines).toHaveLength(2);
});

it.each([
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 3],
  [16, 3],
])('has, on %i processors, %i workers', async (processors, workers) => {
  vi.stubGlobal('navigator', { hardwareConcurrency: processors });
  vi.resetModules();
  const { warmUp } = await import('../../../background/idle-engine.ts');
  warmUp();
  expect(engines.at(-1)?.workers).toBe(workers);
});
