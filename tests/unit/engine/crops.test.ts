import { describe, expect, it } from 'vitest';
import { cutCrops, faceSquare } from '../../../src/engine/crops.ts';
import { createPyramid, type Pixels } from '../../../src/engine/pixels.ts';
import { face } from './drawn-face.ts';

describe('the square of a face', () => {
  it('is centred between eyes and mouth and follows the turn of the eyes', () => {
    for (const angle of [0, 0.4, -0.4, Math.PI / 2, 3]) {
      const square = faceSquare(face(300, 200, angle));
      expect(square.center.x).toBeCloseTo(300, 6);
      expect(square.center.y).toBeCloseTo(200, 6);
      expect(square.side).toBeCloseTo(100, 6);
      expect(square.angle).toBeCloseTo(angle, 6);
    }
  });

  it('holds its angle when the eyes lie upon each other, as in profile', () => {
    expect(faceSquare(face(300, 200, 0.3, 0)).angle).toBeCloseTo(0.3, 6);
  });

  it('is not shrunk by a box cut short', () => {
    const cut = { ...face(300, 200, 0), box: { x: 280, y: 180, width: 40, height: 40 } };
    expect(faceSquare(cut).side).toBeCloseTo(100, 6);
  });
});

describe('context crops', () => {
  const settings = { sizePx: 64, scales: [0.7, 1, 1.4], fill: 128 };
  const gradient: Pixels = { width: 400, height: 400, data: new Uint8ClampedArray(400 * 400 * 4) };
  for (let i = 0; i < 400 * 400; i++) gradient.data.set([Math.floor((i % 400) / 2), Math.floor(i / 800), 0, 255], i * 4);

  it('are 64x64 and show more the wider they are', () => {
    const spread = cutCrops(createPyramid(gradient), face(200, 200, 0), settings).map(({ width, height, data }) => {
      expect([width, height]).toEqual([64, 64]);
      return (data[63 * 4] as number) - (data[0] as number);
    });
    expect(spread.map((value) => Math.round(value / 5) * 5)).toEqual([35, 50, 70]);
  });

  it('show nothing beyond the reach', () => {
    const crops = cutCrops(createPyramid(gradient), face(200, 200, 0), { ...settings, reach: 0.56 });
    const all = cutCrops(createPyramid(gradient), face(200, 200, 0), settings);
    expect(crops.slice(0, 2)).toEqual(all.slice(0, 2));
    // 0.56 of 1.4 face sizes on each side of the middle: 25.6 of 32 pixels.
    for (let y = 0; y < 64; y++) {
      for (let x = 0; x < 64; x++) {
        const isSeen = [x, y].every((at) => Math.abs(at + 0.5 - 32) <= 25.6);
        const at = (y * 64 + x) * 4;
        const expected = isSeen ? all[2]?.data.slice(at, at + 4) : Uint8ClampedArray.of(128, 128, 128, 255);
        expect(crops[2]?.data.slice(at, at + 4)).toEqual(expected);
      }
    }
  });

  it('hold, with the margin of training, the crops of run time in their middle', () => {
    const [plain, wide] = [1, 1.25].map((margin) => cutCrops(createPyramid(gradient), face(210, 190, 0.2), settings, margin)[1]);
    for (const y of [0, 17, 63]) {
      for (const x of [0, 40, 63]) {
        const [a, b] = [plain?.data[(y * 64 + x) * 4], wide?.data[((y + 8) * 80 + x + 8) * 4]];
        expect(a).toBe(b);
      }
    }
  });
});
