import { describe, expect, it } from 'vitest';
import { detail, doubtsAbout } from '../../../src/engine/doubts.ts';
import type { Face } from '../../../src/engine/look.ts';
import type { Pixels } from '../../../src/engine/pixels.ts';
import { face } from './drawn-face.ts';

/** 64x64 grey, `of(x, y)` 0..255. */
function crop(of: (x: number, y: number) => number): Pixels {
  const data = new Uint8ClampedArray(64 * 64 * 4);
  for (let i = 0; i < 64 * 64; i++) data.fill(of(i % 64, Math.floor(i / 64)), i * 4, i * 4 + 3);
  return { width: 64, height: 64, data };
}

const sharp = crop((x, y) => (((x >> 2) + (y >> 2)) % 2 ? 180 : 80));
const blurred = crop((x, y) => 128 + 60 * Math.sin(x / 6) * Math.sin(y / 6));
const frontal = face(300, 200, 0);

describe('detail', () => {
  it('is that of a checkerboard of single pixels where it is largest: 8 times its deviation', () => {
    // Squares of +-50: the Laplacian is 400 or -400, the deviation 50.
    expect(detail(crop((x, y) => ((x + y) % 2 ? 178 : 78)))).toBeCloseTo(400 / 52, 4);
  });
  it('is nothing on a plain crop', () => expect(detail(crop(() => 90))).toBeCloseTo(0, 6));
  it('does not depend on contrast by much', () => {
    const faint = crop((x, y) => (((x >> 2) + (y >> 2)) % 2 ? 140 : 100));
    expect(detail(faint) / detail(sharp)).toBeGreaterThan(0.9);
  });
});

describe('doubts', () => {
  it('has none about a sharp frontal face of good size', () => expect(doubtsAbout(frontal, sharp, 1)).toEqual([]));
  it('doubts a face turned away', () => expect(doubtsAbout(face(300, 200, 0, 15), sharp, 1)).toEqual(['turned']));
  it('doubts a blurred one', () => expect(doubtsAbout(frontal, blurred, 1)).toEqual(['blurred']));
  it('doubts one that the detector is hardly sure of', () =>
    expect(doubtsAbout({ ...frontal, score: 0.55 }, sharp, 1)).toEqual(['covered']));
  it('doubts one whose ages are spread wide', () => expect(doubtsAbout(frontal, sharp, 1.6)).toEqual(['unusual']));
  it('doubts a small one', () => {
    const { box, score, ...points } = face(0, 0, 0);
    const small = Object.fromEntries(Object.entries(points).map(([name, { x, y }]) => [name, { x: x / 4, y: y / 4 }]));
    const tiny: Face = { ...(small as typeof points), score, box: { ...box, width: 25, height: 25 } };
    expect(doubtsAbout(tiny, sharp, 1)).toEqual(['small']);
  });
});
