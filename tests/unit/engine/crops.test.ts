import { describe, expect, it } from 'vitest';
import { cutCrops, faceSquare } from '../../../src/engine/crops.ts';
import type { Face } from '../../../src/engine/detect.ts';
import { createPyramid, type Pixels } from '../../../src/engine/pixels.ts';
import { doubtsAbout } from '../../../src/engine/range.ts';
import type { Point } from '../../../src/geometry.ts';

/** A face 100 px wide at (cx, cy), turned clockwise by `angle`; `eyes` is the distance of the eyes. */
function face(cx: number, cy: number, angle: number, eyes = 40): Face {
  const at = (x: number, y: number): Point => ({
    x: cx + x * Math.cos(angle) - y * Math.sin(angle),
    y: cy + x * Math.sin(angle) + y * Math.cos(angle),
  });
  return {
    box: { x: cx - 50, y: cy - 50, width: 100, height: 100 },
    score: 1,
    rightEye: at(-eyes / 2, -20),
    leftEye: at(eyes / 2, -20),
    nose: at(0, 0),
    mouth: at(0, 20),
    rightEar: at(-50, -15),
    leftEar: at(50, -15),
  };
}

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

describe('doubts', () => {
  it('has none about a frontal face of good size', () => expect(doubtsAbout(face(300, 200, 0))).toEqual([]));
  it('doubts a face turned away', () => expect(doubtsAbout(face(300, 200, 0, 15))).toEqual(['turned']));
  it('doubts a small one', () => {
    const { box, score, ...points } = face(0, 0, 0);
    const small = Object.fromEntries(Object.entries(points).map(([name, { x, y }]) => [name, { x: x / 4, y: y / 4 }]));
    expect(doubtsAbout({ ...(small as typeof points), score, box: { ...box, width: 25, height: 25 } })).toEqual(['small']);
  });
});
