/** What a background shows and where it lies, by the computed background-image, background-size and background-position. */
import type { Box, Size } from '../../src/geometry.ts';
import { lengthPx, splitPosition } from './object-fit.ts';

/** Parts of a list between its own commas: those in brackets and quotes belong to a part. */
export function splitList(list: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const [token] of list.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[(),]|[^"(),]+/g)) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += token;
  }
  return parts.map((part) => part.trim());
}

/** What a property says of layer `index`; a list that is too short begins again. */
export function entryOf(list: string, index: number): string {
  const parts = splitList(list);
  return parts[index % parts.length] ?? '';
}

export interface BackgroundPicture {
  url: string;
  /** Its pixels to a CSS pixel. */
  density: number;
}

/** The picture of a layer of background-image on a screen with `density` pixels to a CSS pixel; none for `none` and gradients. */
export function pictureOf(layer: string, density: number): BackgroundPicture | undefined {
  const [, set] = /^(?:-webkit-)?image-set\((.*)\)$/.exec(layer) ?? [];
  const options = splitList(set ?? layer).flatMap((option) => {
    const [, url] = /^url\("([^"\\]*(?:\\.[^"\\]*)*)"\)/.exec(option) ?? [];
    const [, resolution] = /\s([\d.]+)(?:dppx|x)(?:\s|$)/.exec(option) ?? [];
    return url ? [{ url: url.replace(/\\(.)/g, '$1'), density: Number(resolution ?? 1) }] : [];
  });
  options.sort((a, b) => a.density - b.density);
  return options.find((option) => option.density >= density) ?? options.at(-1);
}

function fittedSize(area: Size, natural: Size, size: string): Size {
  const across = area.width / natural.width;
  const down = area.height / natural.height;
  const [width = 'auto', height = 'auto'] = size.match(/calc\([^)]*\)|\S+/g) ?? [];
  const scaled = (scale: number) => ({ width: natural.width * scale, height: natural.height * scale });
  if (width === 'cover') return scaled(Math.max(across, down));
  if (width === 'contain') return scaled(Math.min(across, down));
  if (width === 'auto') return scaled(height === 'auto' ? 1 : lengthPx(height, area.height) / natural.height);
  const widthPx = lengthPx(width, area.width);
  return height === 'auto' ? scaled(widthPx / natural.width) : { width: widthPx, height: lengthPx(height, area.height) };
}

/**
 * The box of the whole picture, the first one where it is repeated, from the corner of the positioning area; it may reach
 * beyond it. `natural` is the picture's size in CSS pixels.
 */
export function fitBackground(area: Size, natural: Size, size: string, position: string): Box {
  const { width, height } = fittedSize(area, natural, size);
  const [x, y] = splitPosition(position);
  return { x: lengthPx(x, area.width - width), y: lengthPx(y, area.height - height), width, height };
}
