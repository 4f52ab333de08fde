import { expect, it } from 'vitest';
import { roughDuration, timeLeftMs } from '../../../../src/pages/local/time-left.ts';

it('tells the time by the pace so far', () => {
  expect(timeLeftMs(10, 30, 5000)).toBe(15_000);
});

it('does not tell before there is a pace, nor at the end', () => {
  expect(timeLeftMs(2, 30, 5000)).toBeUndefined();
  expect(timeLeftMs(10, 30, 1000)).toBeUndefined();
  expect(timeLeftMs(10, 0, 5000)).toBeUndefined();
});

it.each([
  [3_000, '5 seconds'],
  [41_000, '45 seconds'],
  [61_000, '2 minutes'],
  [3_600_000, '1 hour'],
])('says %d ms as %s', (ms, said) => {
  expect(roughDuration(ms, 'en')).toBe(said);
});
