import { describe, expect, it } from 'vitest';
import { CONFIRMATION, confirm } from '../../../src/engine/confirm.ts';
import type { Face, Look } from '../../../src/engine/look.ts';
import { createPyramid, type Pixels } from '../../../src/engine/pixels.ts';
import { face } from './drawn-face.ts';

/** Each face is a square of its own brightness, on black. */
const SIDE_PX = 40;
const places = [20, 120, 220, 320, 420, 520].map((x) => ({ x, y: 60 }));

function drawPicture(): Pixels {
  const [width, height] = [600, 200];
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 3; i < data.length; i += 4) data[i] = 255;
  for (const [index, { x, y }] of places.entries())
    for (let row = y; row < y + SIDE_PX; row++)
      for (let column = x; column < x + SIDE_PX; column++)
        data.fill(100 + 20 * index, (row * width + column) * 4, (row * width + column) * 4 + 3);
  return { width, height, data };
}

const picture = createPyramid(drawPicture());

function faceAt(index: number, score: number): Face {
  return { ...face(0, 0, 0), box: { ...(places[index] as { x: number; y: number }), width: SIDE_PX, height: SIDE_PX }, score };
}

/** Sees a face, with the score of its brightness, in the middle of each cell that has one. */
function createFakeLook(scoreOf: (index: number) => number): Look & { looks: number } {
  const cellPx = CONFIRMATION.inputPx / CONFIRMATION.cells;
  const fake = {
    looks: 0,
    at: () => [],
    atPixels({ width, data }: Pixels): Face[] {
      fake.looks++;
      const cells = Array.from({ length: CONFIRMATION.cells ** 2 }, (_, i) => ({
        x: (i % CONFIRMATION.cells) * cellPx,
        y: Math.floor(i / CONFIRMATION.cells) * cellPx,
      }));
      return cells.flatMap(({ x, y }) => {
        const red = data[((y + cellPx / 2) * width + x + cellPx / 2) * 4] ?? 0;
        const index = (red - 100) / 20;
        if (!Number.isInteger(index) || index < 0) return [];
        const box = { x: x + cellPx / 4, y: y + cellPx / 4, width: cellPx / 2, height: cellPx / 2 };
        return [{ ...face(0, 0, 0), box, score: scoreOf(index) }];
      });
    },
  };
  return fake;
}

const seen = (faces: Face[], views = 1) => faces.map((face) => ({ face, views }));

describe('confirming', () => {
  it('believes a sure face without another look', () => {
    const look = createFakeLook(() => 0);
    expect(confirm(look, picture, seen([faceAt(0, 0.9)]))).toHaveLength(1);
    expect(look.looks).toBe(0);
  });

  it('does not look where a second opinion could not help', () => {
    const look = createFakeLook(() => 1);
    expect(confirm(look, picture, seen([faceAt(0, 0.1)]))).toEqual([]);
    expect(look.looks).toBe(0);
  });

  it('asks about all unsure faces, a few in each look, and keeps their order', () => {
    const look = createFakeLook((index) => (index % 2 === 0 ? 0.9 : 0.1));
    const faces = places.map((_, index) => faceAt(index, 0.4));
    expect(confirm(look, picture, seen(faces))).toEqual([faces[0], faces[2], faces[4]]);
    expect(look.looks).toBe(Math.ceil(places.length / CONFIRMATION.cells ** 2));
  });

  it('drops what is not seen again', () => {
    const look = createFakeLook(() => 0.9);
    const beside = { ...faceAt(1, 0.4), box: { x: 60, y: 60, width: 40, height: 40 } };
    expect(confirm(look, picture, seen([beside]))).toEqual([]);
  });

  it('believes sooner what several looks have seen', () => {
    const look = createFakeLook(() => 0);
    expect(confirm(look, picture, seen([faceAt(0, 0.55)]))).toEqual([]);
    expect(confirm(look, picture, seen([faceAt(0, 0.55)], 3))).toHaveLength(1);
  });
});
