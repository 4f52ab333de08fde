/** Where a card stands that belongs to something on the screen. */
import type { Box, Point, Size } from '../../src/geometry.ts';

const GAP_PX = 8;

/** To the right of `target`, or where it fits: left, below, above; kept inside of `room`. All in the same pixels. */
export function beside(target: Box, card: Size, room: Box): Point {
  const right = target.x + target.width + GAP_PX;
  const below = target.y + target.height + GAP_PX;
  const places: Point[] = [
    { x: right, y: target.y },
    { x: target.x - GAP_PX - card.width, y: target.y },
    { x: target.x + (target.width - card.width) / 2, y: below },
    { x: target.x + (target.width - card.width) / 2, y: target.y - GAP_PX - card.height },
  ];
  const kept = ({ x, y }: Point): Point => ({
    x: Math.max(room.x + GAP_PX, Math.min(x, room.x + room.width - GAP_PX - card.width)),
    y: Math.max(room.y + GAP_PX, Math.min(y, room.y + room.height - GAP_PX - card.height)),
  });
  const covers = ({ x, y }: Point) =>
    x < target.x + target.width && target.x < x + card.width && y < target.y + target.height && target.y < y + card.height;
  const points = places.map(kept);
  return points.find((point) => !covers(point)) ?? (points[0] as Point);
}
