/** How many of the marked faces were found, by their height, and how many boxes are of none. */
import { type Box, overlap } from '../../src/geometry.ts';

/** Labels differ in what belongs to a face: from this overlap on, a box is of that face. */
const MIN_OVERLAP = 0.35;
/** Pixels: a face belongs to the last that it reaches. */
export const HEIGHTS_PX = [20, 40, 80] as const;

export interface Found {
  faces: number;
  found: number;
}

export interface Recall extends Found {
  extra: number;
  /** In the order of `HEIGHTS_PX`. */
  byHeight: Found[];
}

/** Pairs each marked face with one box at most, those that agree most first. */
export function match(marked: readonly Box[], boxes: readonly Box[]): Set<number> {
  const pairs = marked
    .flatMap((face, i) => boxes.map((box, j) => ({ i, j, agreement: overlap(face, box) })))
    .filter(({ agreement }) => agreement >= MIN_OVERLAP)
    .sort((a, b) => b.agreement - a.agreement);
  const [found, used] = [new Set<number>(), new Set<number>()];
  for (const { i, j } of pairs) {
    if (found.has(i) || used.has(j)) continue;
    found.add(i);
    used.add(j);
  }
  return found;
}

/** Of several pictures, each with its marked faces and the boxes that were given. */
export function recallOf(pictures: readonly { marked: readonly Box[]; boxes: readonly Box[] }[]): Recall {
  const byHeight = HEIGHTS_PX.map(() => ({ faces: 0, found: 0 }));
  let extra = 0;
  for (const { marked, boxes } of pictures) {
    const found = match(marked, boxes);
    extra += boxes.length - found.size;
    for (const [index, { height }] of marked.entries()) {
      const group =
        byHeight[
          Math.max(
            0,
            HEIGHTS_PX.findLastIndex((px) => height >= px),
          )
        ];
      if (!group) continue;
      group.faces++;
      if (found.has(index)) group.found++;
    }
  }
  const sum = (of: (group: Found) => number) => byHeight.reduce((total, group) => total + of(group), 0);
  return { faces: sum(({ faces }) => faces), found: sum(({ found }) => found), extra, byHeight };
}
