/** Keeps the badges of a crowd apart. */
import type { Box } from '../src/geometry.ts';

const GAP_PX = 2;
/** Fewer badges are always shown one by one. */
export const MIN_CROWD = 9;

/** Whether two badges touch, or nearly so. */
export function meet(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.width + GAP_PX && b.x < a.x + a.width + GAP_PX && a.y < b.y + b.height + GAP_PX && b.y < a.y + a.height + GAP_PX
  );
}

/**
 * How far each box must move up so that none covers another: pixels, 0 or more, in the order given. The lowest stay where they
 * are. A box that would leave the top edge at 0 stays there, overlapping or not.
 */
export function liftApart(boxes: readonly Box[]): number[] {
  const lifts = boxes.map(() => 0);
  const placed: Box[] = [];
  const fromBottom = boxes.map((box, index) => ({ box, index })).sort((a, b) => b.box.y - a.box.y);
  for (const { box, index } of fromBottom) {
    let y = box.y;
    const met = () => placed.find((other) => meet({ ...box, y }, other));
    for (let other = met(); other; other = met()) y = other.y - box.height - GAP_PX;
    const top = Math.min(box.y, Math.max(0, y));
    lifts[index] = box.y - top;
    placed.push({ ...box, y: top });
  }
  return lifts;
}
