import { describe, expect, it } from 'vitest';
import { liftApart } from '../../../content/spread.ts';
import { overlap } from '../../../src/geometry.ts';

const badge = (x: number, y: number) => ({ x, y, width: 40, height: 20 });

describe('liftApart', () => {
  it('leaves badges alone that do not touch', () => {
    expect(liftApart([badge(0, 100), badge(60, 100), badge(0, 150)])).toEqual([0, 0, 0]);
  });

  it('moves the upper of two up', () => {
    expect(liftApart([badge(0, 100), badge(10, 110)])).toEqual([12, 0]);
  });

  it('keeps a whole crowd apart', () => {
    const crowd = Array.from({ length: 8 }, (_, index) => badge(index * 7, 300 + (index % 3)));
    const lifts = liftApart(crowd);
    const lifted = crowd.map((box, index) => ({ ...box, y: box.y - (lifts[index] ?? 0) }));
    for (const [index, box] of lifted.entries()) for (const other of lifted.slice(index + 1)) expect(overlap(box, other)).toBe(0);
  });

  it('moves none out of the top', () => {
    expect(liftApart([badge(0, 0), badge(0, 5)])).toEqual([0, 0]);
  });
});
