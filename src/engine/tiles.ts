/** Which parts of a picture are worth a look of their own, for faces too small for a look at the whole. */
import { type Box, boxCenter, contains, type Size } from '../geometry.ts';
import type { Face } from './look.ts';

export const TILING = {
  /** In pixels of the longest side: smaller pictures have no room for faces that a look at the whole would miss. */
  minPicturePx: 200,
  /** Share of the picture's shorter side: beside a face this large, few are missed. */
  largeFace: 0.3,
  minScore: 0.5,
  /** The shorter side counts as one tile where the tile grows by so much at most. */
  hardlyCoarser: 1.25,
  /** In sides of a tile: where a face is smaller, those about it are looked at more closely. */
  smallFace: 0.1,
  /** So many times, each time in tiles of this share of the side before. */
  closerLooks: 2,
  closer: 0.55,
  /** Of its side, that a tile shares with the next at least: a face up to so large is whole in one of them. */
  shared: 0.25,
} as const;

/** As few squares as cover the picture when each side is looked at in two, or the shorter one whole where that is hardly coarser. */
function cover({ width, height }: Size): Box[] {
  const half = Math.max(width, height) / (2 - TILING.shared);
  const shorter = Math.min(width, height);
  const side = shorter <= half * TILING.hardlyCoarser ? Math.max(half, shorter) : half;
  const along = (length: number) => (length <= side ? [(length - side) / 2] : [0, length - side]);
  return along(height).flatMap((y) => along(width).map((x) => ({ x, y, width: side, height: side })));
}

/** Squares about the faces, so that each is well inside of one. */
function about(faces: readonly Face[], side: number): Box[] {
  const tiles: Box[] = [];
  const margin = TILING.shared * side;
  for (const { box } of faces) {
    const { x, y } = boxCenter(box);
    const isInside = (tile: Box) =>
      contains({ x: tile.x + margin, y: tile.y + margin, width: side - 2 * margin, height: side - 2 * margin }, { x, y });
    if (!tiles.some(isInside)) tiles.push({ x: x - side / 2, y: y - side / 2, width: side, height: side });
  }
  return tiles;
}

/**
 * Looks at the parts of a picture in which the first looks at the whole, which found `faces`, may have missed some: at none, or at
 * tiles that cover it, and more closely where small faces are.
 */
export function lookAtTiles(picture: Size, faces: readonly Face[], look: (tile: Box) => Face[]): Face[] {
  const longest = Math.max(picture.width, picture.height);
  const large = TILING.largeFace * Math.min(picture.width, picture.height);
  if (longest < TILING.minPicturePx || faces.some(({ box, score }) => score >= TILING.minScore && box.width > large)) return [];
  const tiles = cover(picture);
  const found = tiles.flatMap(look);
  let side = tiles[0]?.width ?? 0;
  for (let closer = 0; closer < TILING.closerLooks; closer++) {
    const small = [...faces, ...found].filter(({ box }) => box.width < TILING.smallFace * side);
    side *= TILING.closer;
    found.push(...about(small, side).flatMap(look));
  }
  return found;
}
