import { expect, it } from 'vitest';
import { boxCenter, clip, distance, midpoint, overlap } from '../../src/geometry.ts';

const size = { width: 100, height: 50 };

it('finds middles and distances', () => {
  expect(midpoint({ x: 0, y: 10 }, { x: 4, y: 20 })).toEqual({ x: 2, y: 15 });
  expect(distance({ x: 1, y: 1 }, { x: 4, y: 5 })).toBe(5);
  expect(boxCenter({ x: 10, y: 20, width: 30, height: 40 })).toEqual({ x: 25, y: 40 });
});

it('measures overlap as intersection over union', () => {
  const box = { x: 0, y: 0, width: 10, height: 10 };
  expect(overlap(box, box)).toBe(1);
  expect(overlap(box, { x: 5, y: 0, width: 10, height: 10 })).toBeCloseTo(1 / 3);
  expect(overlap(box, { x: 10, y: 0, width: 10, height: 10 })).toBe(0);
  expect(overlap(box, { x: 30, y: 30, width: 10, height: 10 })).toBe(0);
  expect(overlap(box, { x: 2, y: 2, width: 0, height: 0 })).toBe(0);
});

it('clips a box to its picture', () => {
  expect(clip({ x: 10, y: 10, width: 20, height: 20 }, size)).toEqual({ x: 10, y: 10, width: 20, height: 20 });
  expect(clip({ x: -10, y: 40, width: 30, height: 30 }, size)).toEqual({ x: 0, y: 40, width: 20, height: 10 });
  expect(clip({ x: 200, y: 200, width: 5, height: 5 }, size)).toMatchObject({ width: 0, height: 0 });
});
