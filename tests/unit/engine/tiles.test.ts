import { describe, expect, it } from 'vitest';
import type { Face } from '../../../src/engine/look.ts';
import { lookAtTiles } from '../../../src/engine/tiles.ts';
import { type Box, contains, intersect } from '../../../src/geometry.ts';
import { face } from './drawn-face.ts';

const faceAt = (x: number, y: number, side: number, score = 0.9): Face => ({
  ...face(0, 0, 0),
  box: { x, y, width: side, height: side },
  score,
});

/** The tiles looked at, where `find` says what is seen in each. */
function looked(picture: { width: number; height: number }, faces: Face[], find = (_tile: Box): Face[] => []): Box[] {
  const tiles: Box[] = [];
  lookAtTiles(picture, faces, (tile) => {
    tiles.push(tile);
    return find(tile);
  });
  return tiles;
}

describe('tiles', () => {
  const photograph = { width: 1000, height: 750 };

  it('cover a photograph, and each face up to a quarter of their side is whole in one', () => {
    const tiles = looked(photograph, []);
    for (let x = 0; x <= 850; x += 50)
      for (let y = 0; y <= 600; y += 50) {
        const face = { x, y, width: 150, height: 150 };
        const isWhole = (tile: Box) => intersect(tile, face).width === 150 && intersect(tile, face).height === 150;
        expect(tiles.some(isWhole), `${x}, ${y}`).toBe(true);
      }
    expect(tiles.length).toBeLessThanOrEqual(4);
  });

  it('are not looked at in small pictures, nor beside a large face', () => {
    expect(looked({ width: 199, height: 150 }, [])).toEqual([]);
    expect(looked(photograph, [faceAt(300, 300, 240)])).toEqual([]);
    expect(looked(photograph, [faceAt(300, 300, 240, 0.4)])).not.toEqual([]);
  });

  it('become smaller about small faces, and there alone', () => {
    const coarse = looked(photograph, []);
    const far = faceAt(20, 20, 40);
    const tiles = looked(photograph, [far]).slice(coarse.length);
    expect(tiles.length).toBeGreaterThan(0);
    for (const tile of tiles) {
      expect(tile.width).toBeLessThan(coarse[0]?.width ?? 0);
      expect(contains(tile, { x: 40, y: 40 })).toBe(true);
    }
  });

  it('become smaller about what was found in tiles, step by step', () => {
    const sides = new Set(
      looked(photograph, [], (tile) => (contains(tile, { x: 510, y: 410 }) ? [faceAt(500, 400, 20)] : [])).map(
        ({ width }) => width,
      ),
    );
    expect(sides.size).toBe(3);
  });

  it('hand over all that was found', () => {
    const found = lookAtTiles(photograph, [], (tile) => [faceAt(tile.x, tile.y, 200)]);
    expect(found).toHaveLength(looked(photograph, []).length);
  });
});
