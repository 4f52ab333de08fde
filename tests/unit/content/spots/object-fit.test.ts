import { describe, expect, it } from 'vitest';
import { fitOf, fitPicture } from '../../../../content/spots/object-fit.ts';

const content = { width: 200, height: 100 };
const square = { width: 400, height: 400 };
const small = { width: 50, height: 50 };

describe('fitPicture', () => {
  it.each([
    ['fill', square, '50% 50%', { x: 0, y: 0, width: 200, height: 100 }],
    ['contain', square, '50% 50%', { x: 50, y: 0, width: 100, height: 100 }],
    ['contain', square, '100% 50%', { x: 100, y: 0, width: 100, height: 100 }],
    ['cover', square, '50% 50%', { x: 0, y: -50, width: 200, height: 200 }],
    ['cover', square, '50% 0%', { x: 0, y: 0, width: 200, height: 200 }],
    ['none', square, '0px 0px', { x: 0, y: 0, width: 400, height: 400 }],
    ['none', small, '10px calc(100% - 5px)', { x: 10, y: 45, width: 50, height: 50 }],
    ['scale-down', small, '50% 50%', { x: 75, y: 25, width: 50, height: 50 }],
    ['scale-down', square, '50% 50%', { x: 50, y: 0, width: 100, height: 100 }],
  ])('%s of %o at %s', (fit, natural, position, expected) => {
    expect(fitPicture(content, natural, fit, position)).toEqual(expected);
  });
});

it.each([
  ['', ['contain', '50% 50%']],
  ['none', ['fill', '0% 0%']],
  ['xMinYMax meet', ['contain', '0% 100%']],
  ['xMaxYMid slice', ['cover', '100% 50%']],
])('says preserveAspectRatio="%s" in the words of CSS', (preserveAspectRatio, fit) => {
  expect(fitOf(preserveAspectRatio)).toEqual(fit);
});
