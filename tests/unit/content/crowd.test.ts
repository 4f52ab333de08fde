import { expect, it } from 'vitest';
import { crowdsIn } from '../../../content/crowd/crowds-in.ts';
import { liftApart } from '../../../content/spread.ts';

const lift = (places: readonly (readonly [number, number])[]) => {
  const badges = places.map(([x, y]) => ({ x, y, width: 36, height: 20 }));
  const lifts = liftApart(badges);
  return badges.map((badge, index) => ({ badge, lift: lifts[index] ?? 0 }));
};
const grid = (rows: number, columns: number, pitchPx: number) =>
  Array.from(
    { length: rows * columns },
    (_, index) => [(index % columns) * pitchPx, Math.floor(index / columns) * pitchPx] as const,
  );

it('finds the group whose badges stand far from their faces or on each other, and leaves out who stands apart', () => {
  const [crowd] = crowdsIn(lift([[900, 0], ...grid(4, 5, 30)]));
  expect(crowd?.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
});

it.each([
  ['few faces, however dense', grid(2, 4, 10)],
  ['a row of many, whose badges find room above', Array.from({ length: 20 }, (_, index) => [index * 34, 300] as const)],
  ['many with room for each', grid(10, 10, 60)],
])('leaves alone %s', (_, places) => {
  expect(crowdsIn(lift(places))).toEqual([]);
});
