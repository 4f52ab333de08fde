/**
 * A second opinion on faces of which the first looks are not sure: each is cut out with what is about it, enlarged or reduced to a
 * size that suits the model, and several go into one look, side by side.
 */
import { boxCenter } from '../geometry.ts';
import { type Face, FILL, isSameFace, type Look, moved } from './look.ts';
import { fillGrey, type Pixels, type Pyramid, resample } from './pixels.ts';

export const CONFIRMATION = {
  /** What a face needs: its score, and the shares below. */
  minEvidence: 0.65,
  /** Of the score in the second look. */
  secondShare: 0.5,
  /** For each further look that has seen the face. */
  viewShare: 0.05,
  maxFurtherViews: 3,
  /** Side of what is cut out, in faces. */
  side: 2,
  /** Cells in a row, and rows. */
  cells: 2,
  /** The model's own input. */
  inputPx: 192,
} as const;

/** A face, and in how many looks it was seen. */
export interface SeenFace {
  face: Face;
  views: number;
}

const CELL_PX = CONFIRMATION.inputPx / CONFIRMATION.cells;
const CELLS = CONFIRMATION.cells ** 2;

interface Cell {
  /** Corner of what is cut out, in pixels of the picture, and how many of them are one pixel of the cell. */
  x: number;
  y: number;
  unit: number;
}

function cellAbout({ box }: Face): Cell {
  const side = CONFIRMATION.side * Math.max(box.width, box.height);
  const { x, y } = boxCenter(box);
  return { x: x - side / 2, y: y - side / 2, unit: side / CELL_PX };
}

const corner = (index: number) => ({
  x: (index % CONFIRMATION.cells) * CELL_PX,
  y: Math.floor(index / CONFIRMATION.cells) * CELL_PX,
});

/** The faces' surroundings, row by row in cells of one picture. */
function mosaic(picture: Pyramid, cells: readonly Cell[]): Pixels {
  const width = CONFIRMATION.inputPx;
  const data = new Uint8ClampedArray(width * width * 4);
  if (cells.length < CELLS) fillGrey(data, FILL);
  for (const [index, { x, y, unit }] of cells.entries()) {
    const side = CELL_PX * unit;
    const region = { center: { x: x + side / 2, y: y + side / 2 }, width: side, height: side, angle: 0 };
    const cut = resample(picture, region, { width: CELL_PX, height: CELL_PX }, FILL);
    const { x: left, y: top } = corner(index);
    for (let row = 0; row < CELL_PX; row++)
      data.set(cut.data.subarray(row * CELL_PX * 4, (row + 1) * CELL_PX * 4), ((top + row) * width + left) * 4);
  }
  return { width, height: width, data };
}

/** The score of each face in the second look; 0 where it is not seen there. */
function secondScores(look: Look, picture: Pyramid, faces: readonly Face[]): number[] {
  const cells = faces.map(cellAbout);
  const seen = look.atPixels(mosaic(picture, cells));
  return cells.map(({ x, y, unit }, index) => {
    const { x: left, y: top } = corner(index);
    const same = seen
      .map((face) => moved(face, { x: x / unit - left, y: y / unit - top }, unit))
      .filter((face) => isSameFace(face, faces[index] as Face));
    return Math.max(0, ...same.map(({ score }) => score));
  });
}

/** The faces that are to be believed, in the order given. */
export function confirm(look: Look, picture: Pyramid, seen: readonly SeenFace[]): Face[] {
  const evidence = new Map<Face, number>();
  for (const { face, views } of seen)
    evidence.set(face, face.score + CONFIRMATION.viewShare * Math.min(CONFIRMATION.maxFurtherViews, views - 1));
  const lacks = (face: Face) => CONFIRMATION.minEvidence - (evidence.get(face) ?? 0);
  const unsure = [...evidence.keys()].filter((face) => lacks(face) > 0 && lacks(face) <= CONFIRMATION.secondShare);
  for (let first = 0; first < unsure.length; first += CELLS) {
    const some = unsure.slice(first, first + CELLS);
    for (const [index, second] of secondScores(look, picture, some).entries()) {
      const face = some[index] as Face;
      evidence.set(face, (evidence.get(face) ?? 0) + CONFIRMATION.secondShare * second);
    }
  }
  return [...evidence.keys()].filter((face) => lacks(face) <= 0);
}
