import { describe, expect, it } from 'vitest';
import { createGathering } from '../../../../src/pages/panel/gather.ts';
import type { Listing, Status } from '../../../../src/protocol.ts';
import type { AgedFace } from '../../../../src/report.ts';

const status: Status = { running: false, starting: false, paused: false, pictures: 2, done: 2, faces: 1, failed: { timeout: 1 } };
const face = (age: number): AgedFace => {
  const box = { x: 0, y: 0, width: 10, height: 10 };
  return { box, score: 1, age, low: 1, high: 9, reliable: true, doubts: [], distribution: [1] };
};
const listed = (id: number, ...ages: number[]): Listing['changed'][number] => ({
  id,
  picture: { source: `${id}.jpg`, width: 9, height: 9, status: 'done', milliseconds: 1, faces: ages.map(face) },
  crops: ages.map((age) => `data:image/jpeg,${age}`),
});
const listing = (revision: number, order: number[], ...changed: Listing['changed']): Listing => ({
  status,
  revision,
  order,
  changed,
});

describe('what the frames say', () => {
  it('is put together in the order of the page, and asked for from where it stands', () => {
    const { take, entries, since } = createGathering();
    expect(since(0)).toBe(0);
    expect(take(new Map([[0, listing(5, [2, 1], listed(1, 10), listed(2, 20, 21))]]))).toBe(true);
    expect(entries().map(({ crop }) => crop)).toEqual([20, 21, 10].map((age) => `data:image/jpeg,${age}`));
    expect(since(0)).toBe(5);
  });

  it('keeps what has not changed as it is', () => {
    const { take, entries } = createGathering();
    take(new Map([[0, listing(5, [1, 2], listed(1, 10), listed(2, 20))]]));
    const [before] = entries();
    expect(take(new Map([[0, listing(5, [1, 2])]]))).toBe(false);
    expect(take(new Map([[0, listing(6, [1, 2], listed(2, 30))]]))).toBe(true);
    expect(entries()[0]).toBe(before);
    expect(entries()[1]?.face.age).toBe(30);
  });

  it('drops pictures and frames that are gone', () => {
    const { take, entries, status: sum } = createGathering();
    take(
      new Map([
        [0, listing(5, [1], listed(1, 10))],
        [7, listing(3, [1], listed(1, 40))],
      ]),
    );
    expect(entries().map(({ key }) => key)).toEqual(['0-1-0', '7-1-0']);
    expect(sum()).toEqual({ ...status, pictures: 4, done: 4, faces: 2, failed: { timeout: 2 } });
    expect(take(new Map([[0, listing(6, [])]]))).toBe(true);
    expect(entries()).toEqual([]);
    expect(take(new Map())).toBe(false);
    expect(sum()).toBeUndefined();
  });
});
