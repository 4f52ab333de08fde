import { expect, it } from 'vitest';
import { inTurn } from '../../../background/in-turn.ts';
import { MAX_PICTURE_BYTES } from '../../../src/read/fetch-picture.ts';

/** Work that ends when it is told to, and the numbers of what has begun. */
function workshop() {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const work = (number: number) => () =>
    new Promise<number>((resolve) => {
      begun.push(number);
      ends.push(() => resolve(number));
    });
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  return { begun, ends, work, settled };
}

it('does a few things of a tab at a time, in their order, and does not keep another tab waiting', async () => {
  const { begun, ends, work, settled } = workshop();
  const all = Array.from({ length: 20 }, (_, number) => inTurn(1, 0, work(number)));
  expect(begun).toHaveLength(16);
  const other = inTurn(2, 0, work(100));
  expect(begun.at(-1)).toBe(100);
  ends[3]?.();
  await settled();
  expect(begun.at(-1)).toBe(16);
  for (let end = 0; end < ends.length; end++) {
    ends[end]?.();
    await settled();
  }
  expect(await Promise.all(all)).toEqual(Array.from({ length: 20 }, (_, number) => number));
  expect(await other).toBe(100);
});

it('refuses what would have too many bytes wait, until there is room again', async () => {
  const { begun, ends, work, settled } = workshop();
  const working = Array.from({ length: 16 }, (_, number) => inTurn(1, MAX_PICTURE_BYTES, work(number)));
  const waiting = Array.from({ length: 16 }, (_, number) => inTurn(1, MAX_PICTURE_BYTES, work(16 + number)));
  expect(await inTurn(1, 1, work(99))).toBeUndefined();
  ends[0]?.();
  await settled();
  const late = inTurn(1, MAX_PICTURE_BYTES, work(32));
  for (let end = 0; end < ends.length; end++) {
    ends[end]?.();
    await settled();
  }
  expect(await late).toBe(32);
  await Promise.all([...working, ...waiting]);
  expect(begun).not.toContain(99);
});

it('goes on where work fails', async () => {
  const failing = Array.from({ length: 16 }, () => inTurn(1, 0, () => Promise.reject(new Error('broken'))));
  const next = inTurn(1, 0, async () => 'done');
  expect((await Promise.allSettled(failing)).every(({ status }) => status === 'rejected')).toBe(true);
  expect(await next).toBe('done');
});
