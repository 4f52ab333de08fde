import { expect, it } from 'vitest';
import { rowsNear } from '../../../../src/pages/panel/rows.ts';

it('holds the rows of the window and a window before and after', () => {
  expect(rowsNear(0, 900, 100)).toEqual({ first: 0, count: 18 });
  expect(rowsNear(-200, 900, 100)).toEqual({ first: 0, count: 16 });
  expect(rowsNear(5050, 900, 100)).toEqual({ first: 41, count: 28 });
  // The grid has yet to come into the window.
  expect(rowsNear(-5000, 900, 100)).toEqual({ first: 0, count: 0 });
});
