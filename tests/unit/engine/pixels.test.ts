import { describe, expect, it } from 'vitest';
import { createCutter, createPyramid, type Pixels, resample } from '../../../src/engine/pixels.ts';

/** A picture whose red channel is `red(x, y)`. */
function picture(width: number, height: number, red: (x: number, y: number) => number): Pixels {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) data.set([red(i % width, Math.floor(i / width)), 0, 0, 255], i * 4);
  return { width, height, data };
}

function reds({ data }: Pixels): number[] {
  return [...data].filter((_, i) => i % 4 === 0);
}

describe('a pyramid', () => {
  it('halves by averaging, and keeps the last column of an odd width', () => {
    const level = createPyramid(picture(3, 2, (x, y) => 10 * x + 100 * y)).level(1);
    expect([level.width, level.height]).toEqual([2, 1]);
    expect(reds(level)).toEqual([55, 70]);
  });

  it('keeps a plain picture plain on every level', () => {
    expect(new Set(reds(createPyramid(picture(37, 23, () => 91)).level(4)))).toEqual(new Set([91]));
  });
});

describe('cutting', () => {
  const numbered = picture(4, 3, (x, y) => 10 * y + x);

  it('takes a part', () => {
    expect(reds(createCutter()(numbered, { x: 1, y: 1, width: 2, height: 2 }, 128))).toEqual([11, 12, 21, 22]);
  });

  it('gives the whole as it is', () => {
    expect(createCutter()(numbered, { x: 0, y: 0, width: 4, height: 3 }, 128)).toBe(numbered);
  });

  it('puts grey, which hides what is below, where there is no picture', () => {
    const cut = createCutter()(numbered, { x: 2, y: -1, width: 3, height: 3 }, 128);
    expect(reds(cut)).toEqual([128, 128, 128, 2, 3, 128, 12, 13, 128]);
    expect([...cut.data].filter((_, i) => i % 4 === 3)).toEqual(Array(9).fill(255));
  });

  it('is all grey beside the picture', () => {
    expect(reds(createCutter()(numbered, { x: 9, y: 1, width: 2, height: 1 }, 7))).toEqual([7, 7]);
  });

  it('keeps nothing of the picture before', () => {
    const cut = createCutter();
    const [large, small] = [5, 2].map((side) => picture(side, side, (x, y) => 10 * side + x + y));
    const around = (side: number) => ({ x: -1, y: -2, width: side + 2, height: side + 4 });
    cut(large as Pixels, around(5), 128);
    const { width, height, data } = cut(small as Pixels, around(2), 128);
    expect([width, height]).toEqual([4, 6]);
    expect(data).toEqual(createCutter()(small as Pixels, around(2), 128).data);
  });
});

describe('resampling', () => {
  const whole = (side: number) => ({ center: { x: side / 2, y: side / 2 }, width: side, height: side, angle: 0 });

  it('is exact at the picture’s own scale', () => {
    const source = picture(8, 8, (x, y) => 8 * y + x);
    expect(reds(resample(createPyramid(source), whole(8), { width: 8, height: 8 }, 0))).toEqual(reds(source));
  });

  it('turns clockwise: a quarter turn of the region reads the picture’s right side as its top', () => {
    const source = picture(4, 4, (x) => (x === 3 ? 255 : 0));
    const turned = resample(createPyramid(source), { ...whole(4), angle: Math.PI / 2 }, { width: 4, height: 4 }, 0);
    expect(reds(turned).slice(0, 4)).toEqual([255, 255, 255, 255]);
    expect(
      reds(turned)
        .slice(4)
        .every((red) => red === 0),
    ).toBe(true);
  });

  it('fills what lies outside of the picture', () => {
    const source = picture(4, 4, () => 250);
    const beside = resample(createPyramid(source), { ...whole(4), center: { x: -20, y: 2 } }, { width: 2, height: 2 }, 128);
    expect(reds(beside)).toEqual([128, 128, 128, 128]);
  });

  it('does not alias: stripes finer than an output pixel become their mean', () => {
    const stripes = picture(256, 256, (x) => (x % 2 === 0 ? 0 : 200));
    for (const sizePx of [64, 50, 100]) {
      const small = reds(resample(createPyramid(stripes), whole(256), { width: sizePx, height: sizePx }, 0));
      for (const red of small.slice(sizePx, 2 * sizePx)) expect(Math.abs(red - 100)).toBeLessThanOrEqual(30);
    }
  });
});
