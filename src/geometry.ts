/** Plane geometry shared by every context. Lengths are pixels of the natural picture unless a name says otherwise. */

export interface Point {
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

/** An upright rectangle; x and y are its top left corner. */
export interface Box extends Point, Size {}

/** A square that may be turned: `angle` is its clockwise rotation in radians. */
export interface Square {
  center: Point;
  side: number;
  angle: number;
}

export function midpoint(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

export function boxCenter(box: Box): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Intersection over union, 0..1. */
export function overlap(a: Box, b: Box): number {
  const { width, height } = intersect(a, b);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}

export function contains({ x, y, width, height }: Box, point: Point): boolean {
  return point.x >= x && point.x < x + width && point.y >= y && point.y < y + height;
}

/** What two boxes share; without width or height, or less than none, where they share nothing. */
export function intersect(a: Box, b: Box): Box {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
  return { x, y, width: Math.min(a.x + a.width, b.x + b.width) - x, height: Math.min(a.y + a.height, b.y + b.height) - y };
}

/** The part of `box` inside a picture of `size`. */
export function clip(box: Box, size: Size): Box {
  const x = Math.min(Math.max(box.x, 0), size.width);
  const y = Math.min(Math.max(box.y, 0), size.height);
  const right = Math.min(Math.max(box.x + box.width, 0), size.width);
  const bottom = Math.min(Math.max(box.y + box.height, 0), size.height);
  return { x, y, width: right - x, height: bottom - y };
}
