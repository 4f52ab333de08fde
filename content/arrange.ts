/** Where the badges of a picture's faces stand. */
import type { Box, Size } from '../src/geometry.ts';
import type { AgedFace, Look } from '../src/report.ts';
import { type BadgeKind, badgeSizes } from './badge.ts';
import { liftApart } from './spread.ts';

/** How far a badge reaches down over the upper edge of the face's box. */
const ON_FACE_PX = 4;

/** In the pixels that the picture is shown in, from the corner of what can be seen of it. */
export interface ArrangedFace {
  frame: Box;
  kind: BadgeKind;
  badge: Box;
  /** By how much the badge stands higher than `badge` says, clear of its neighbours. */
  lift: number;
}

/** `picture` is where the whole picture lies in what can be seen, which is `content` large. */
export function arrangeFaces(
  faces: readonly Pick<AgedFace, 'box'>[],
  natural: Pick<Look, 'width' | 'height'>,
  picture: Box,
  content: Size,
  kindOf: (widthPx: number) => BadgeKind,
): ArrangedFace[] {
  const scaleX = picture.width / natural.width;
  const scaleY = picture.height / natural.height;
  const placed = faces.map(({ box }) => {
    const width = box.width * scaleX;
    const frame: Box = { x: picture.x + box.x * scaleX, y: picture.y + box.y * scaleY, width, height: box.height * scaleY };
    const kind = kindOf(width);
    const size = badgeSizes[kind];
    const x = Math.max(0, Math.min(frame.x + (width - size.width) / 2, content.width - size.width));
    return { frame, kind, badge: { x, y: Math.max(0, frame.y - size.height + ON_FACE_PX), ...size } };
  });
  const lifts = liftApart(placed.map(({ badge }) => badge));
  return placed.map((face, index) => ({ ...face, lift: lifts[index] ?? 0 }));
}
