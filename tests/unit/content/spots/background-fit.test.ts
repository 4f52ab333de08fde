import { describe, expect, it } from 'vitest';
import { entryOf, fitBackground, pictureOf, splitList } from '../../../../content/spots/background-fit.ts';

describe('splitList', () => {
  it.each([
    ['none', ['none']],
    ['url("a,b(.png"), none', ['url("a,b(.png")', 'none']],
    [
      'linear-gradient(rgb(0, 0, 0) 0%, color-mix(in srgb, red, blue)), url("a\\"),b")',
      ['linear-gradient(rgb(0, 0, 0) 0%, color-mix(in srgb, red, blue))', 'url("a\\"),b")'],
    ],
  ])('%s', (list, parts) => {
    expect(splitList(list)).toEqual(parts);
  });

  it('begins a short list again', () => {
    expect(entryOf('cover, auto', 2)).toBe('cover');
  });
});

describe('pictureOf', () => {
  const set = 'image-set(url("a.png") 1dppx type("image/png"), url("b.png") 2dppx, url("c.png") 4dppx)';
  it.each([
    ['none', 1, undefined],
    ['linear-gradient(red, blue)', 1, undefined],
    ['url("https://example.org/a.png")', 2, { url: 'https://example.org/a.png', density: 1 }],
    ['url("a\\"b.png")', 1, { url: 'a"b.png', density: 1 }],
    [set, 1, { url: 'a.png', density: 1 }],
    [set, 1.5, { url: 'b.png', density: 2 }],
    [set, 9, { url: 'c.png', density: 4 }],
  ])('%s on a screen of %d', (layer, density, expected) => {
    expect(pictureOf(layer, density)).toEqual(expected);
  });
});

describe('fitBackground', () => {
  const area = { width: 200, height: 100 };
  const natural = { width: 400, height: 400 };
  it.each([
    ['auto', '0% 0%', { x: 0, y: 0, width: 400, height: 400 }],
    ['cover', '50% 50%', { x: 0, y: -50, width: 200, height: 200 }],
    ['contain', '100% 0%', { x: 100, y: 0, width: 100, height: 100 }],
    ['50%', '0px 10px', { x: 0, y: 10, width: 100, height: 100 }],
    ['auto 50px', '50% 100%', { x: 75, y: 50, width: 50, height: 50 }],
    ['calc(50% + 10px) 20px', 'calc(100% - 5px) 0%', { x: 85, y: 0, width: 110, height: 20 }],
  ])('%s at %s', (size, position, expected) => {
    expect(fitBackground(area, natural, size, position)).toEqual(expected);
  });
});
