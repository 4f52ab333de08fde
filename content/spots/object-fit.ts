/** Where a picture lies inside its element, by CSS object-fit and object-position or what SVG has for them. */
import type { Box, Size } from '../../src/geometry.ts';

function scales(fit: string, content: Size, natural: Size): [number, number] {
  const x = content.width / natural.width;
  const y = content.height / natural.height;
  switch (fit) {
    case 'contain':
      return [Math.min(x, y), Math.min(x, y)];
    case 'cover':
      return [Math.max(x, y), Math.max(x, y)];
    case 'none':
      return [1, 1];
    case 'scale-down':
      return [Math.min(x, y, 1), Math.min(x, y, 1)];
    default:
      return [x, y];
  }
}

/** A computed length or percentage of `wholePx`, or a calc() of both. */
export function lengthPx(length: string, wholePx: number): number {
  let sumPx = 0;
  for (const [, sign, number, unit] of length.matchAll(/(-\s+)?(-?[\d.]+)(px|%)/g)) {
    const value = Number(number) * (sign ? -1 : 1);
    sumPx += unit === '%' ? (value / 100) * wholePx : value;
  }
  return sumPx;
}

/** Splits `50% calc(100% - 10px)` into its two parts. */
export function splitPosition(position: string): [string, string] {
  const [x = '50%', y = '50%'] = position.match(/calc\([^)]*\)|\S+/g) ?? [];
  return [x, y];
}

/**
 * The box of the whole picture relative to the content box, in CSS pixels; it may reach beyond it.
 * `natural` is the picture's size in CSS pixels, `fit` and `position` are computed values.
 */
export function fitPicture(content: Size, natural: Size, fit: string, position: string): Box {
  const [scaleX, scaleY] = scales(fit, content, natural);
  const [positionX, positionY] = splitPosition(position);
  const width = natural.width * scaleX;
  const height = natural.height * scaleY;
  return { x: lengthPx(positionX, content.width - width), y: lengthPx(positionY, content.height - height), width, height };
}

const ALIGN = { Min: '0%', Mid: '50%', Max: '100%' };

/** The CSS that says the same as a preserveAspectRatio (SVG 2, section 8.8): object-fit and object-position. */
export function fitOf(preserveAspectRatio: string): [string, string] {
  if (preserveAspectRatio.trim().startsWith('none')) return ['fill', '0% 0%'];
  const [, x, y, slice] = /^\s*x(Min|Mid|Max)Y(Min|Mid|Max)(\s+slice)?/.exec(preserveAspectRatio) ?? [];
  const share = (align = 'Mid') => ALIGN[align as keyof typeof ALIGN];
  return [slice ? 'cover' : 'contain', `${share(x)} ${share(y)}`];
}
