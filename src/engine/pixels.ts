/**
 * Pictures as plain arrays, and the one way in which the engine scales them. Written here and not left to the browser's canvas
 * because both browsers must see the same pixels at run time as the training crops had.
 */
import { type Box, intersect, type Point, type Size } from '../geometry.ts';

/** RGBA, 8 bits a channel, row by row. Alpha is 255 throughout. */
export interface Pixels extends Size {
  data: Uint8ClampedArray<ArrayBuffer>;
}

/** A picture and its halvings: level k has one pixel for 2^k x 2^k of the picture's. Levels are made when first asked for. */
export interface Pyramid extends Size {
  level(k: number): Pixels;
}

/** What to cut: a rectangle about `center`, turned clockwise by `angle` radians, that may reach beyond the picture. */
export interface Region extends Size {
  center: Point;
  angle: number;
}

/** Every second channel of a pixel. */
const EVERY_SECOND = 0x00ff00ff;
/** For sums of four, in each of the channels kept above. */
const HALF = 0x00020002;

/** The mean of four pixels, channel by channel. */
function mean(a: number, b: number, c: number, d: number): number {
  const two = (a & EVERY_SECOND) + (b & EVERY_SECOND) + (c & EVERY_SECOND) + (d & EVERY_SECOND) + HALF;
  const others =
    ((a >>> 8) & EVERY_SECOND) + ((b >>> 8) & EVERY_SECOND) + ((c >>> 8) & EVERY_SECOND) + ((d >>> 8) & EVERY_SECOND) + HALF;
  return ((two >>> 2) & EVERY_SECOND) | (((others >>> 2) & EVERY_SECOND) << 8);
}

/** Averages 2x2 pixels; the last row and column of an odd size are averages of what there is. */
function halve(source: Pixels): Pixels {
  const width = Math.ceil(source.width / 2);
  const height = Math.ceil(source.height / 2);
  const data = new Uint8ClampedArray(width * height * 4);
  // Whole pixels, of which two channels are added at a time: each has room for a sum of four.
  const from = new Int32Array(source.data.buffer, source.data.byteOffset, source.width * source.height);
  const to = new Int32Array(data.buffer);
  const at = (i: number) => from[i] as number;
  for (let y = 0; y < height; y++) {
    const end = (y + 1) * width - (source.width % 2);
    let above = 2 * y * source.width;
    let below = Math.min(2 * y + 1, source.height - 1) * source.width;
    for (let i = y * width; i < end; i++, above += 2, below += 2)
      to[i] = mean(at(above), at(above + 1), at(below), at(below + 1));
    if (source.width % 2) to[end] = mean(at(above), at(above), at(below), at(below));
  }
  return { width, height, data };
}

export function createPyramid(picture: Pixels): Pyramid {
  const levels = [picture];
  const level = (k: number): Pixels => {
    const known = levels[k];
    if (known) return known;
    const made = halve(level(k - 1));
    levels[k] = made;
    return made;
  };
  return { width: picture.width, height: picture.height, level };
}

/** Makes all pixels the grey `fill`, 0..255, and opaque: in one pass over whole pixels. */
export function fillGrey(data: Pixels['data'], fill: number): void {
  const grey = new Uint32Array(Uint8Array.of(fill, fill, fill, 255).buffer)[0] as number;
  new Uint32Array(data.buffer, data.byteOffset, data.length / 4).fill(grey);
}

/** Cuts parts out of pictures, in room that the next call uses again: fresh memory for each look takes milliseconds. */
export function createCutter(): (source: Pixels, part: Box, fill: number) => Pixels {
  let room = new Uint8ClampedArray();
  /** The part, in whole pixels; what of it lies outside the picture is the grey `fill`, 0..255. Holds until the next call. */
  return (source, part, fill) => {
    const inside = intersect(part, { x: 0, y: 0, width: source.width, height: source.height });
    const isWithin = inside.width === part.width && inside.height === part.height;
    if (isWithin && part.width === source.width && part.height === source.height) return source;
    const { width, height } = part;
    if (room.length < width * height * 4) room = new Uint8ClampedArray(width * height * 4);
    const data = room.subarray(0, width * height * 4);
    if (!isWithin) fillGrey(data, fill);
    for (let y = inside.y; y < inside.y + inside.height; y++) {
      const from = (y * source.width + inside.x) * 4;
      data.set(source.data.subarray(from, from + inside.width * 4), ((y - part.y) * width + inside.x - part.x) * 4);
    }
    return { width, height, data };
  };
}

/**
 * Cuts `region` out of the picture and scales it to `size`. Anti-aliased: reads from the level at which an output pixel spans
 * one to two pixels, and there takes the mean of 2x2 bilinear samples. What lies outside the picture is the grey `fill`, 0..255.
 */
export function resample(pyramid: Pyramid, region: Region, size: Size, fill: number): Pixels {
  const scale = Math.max(region.width / size.width, region.height / size.height);
  const k = Math.max(0, Math.floor(Math.log2(scale) + 1e-9));
  const source = pyramid.level(k);
  const unit = 2 ** k;
  const samples = scale / unit > 1 + 1e-9 ? 2 : 1;
  const cos = Math.cos(region.angle);
  const sin = Math.sin(region.angle);
  const stepX = region.width / size.width / unit / samples;
  const stepY = region.height / size.height / unit / samples;
  const data = new Uint8ClampedArray(size.width * size.height * 4);
  const { data: from, width, height } = source;
  const row = width * 4;
  const share = 1 / (samples * samples);
  for (let y = 0, to = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++, to += 4) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let sample = 0; sample < samples * samples; sample++) {
        // Position of the sample relative to the region's centre, in pixels of the level.
        const dx = (x * samples + (sample & 1) + 0.5) * stepX - region.width / 2 / unit;
        const dy = (y * samples + (sample >> 1) + 0.5) * stepY - region.height / 2 / unit;
        const u = region.center.x / unit + dx * cos - dy * sin - 0.5;
        const v = region.center.y / unit + dx * sin + dy * cos - 0.5;
        const left = Math.floor(u);
        const top = Math.floor(v);
        const fx = u - left;
        const fy = v - top;
        if (left >= 0 && top >= 0 && left < width - 1 && top < height - 1) {
          const a = top * row + left * 4;
          const wa = (1 - fx) * (1 - fy);
          const wb = fx * (1 - fy);
          const wc = (1 - fx) * fy;
          const wd = fx * fy;
          red +=
            (from[a] as number) * wa +
            (from[a + 4] as number) * wb +
            (from[a + row] as number) * wc +
            (from[a + row + 4] as number) * wd;
          green +=
            (from[a + 1] as number) * wa +
            (from[a + 5] as number) * wb +
            (from[a + row + 1] as number) * wc +
            (from[a + row + 5] as number) * wd;
          blue +=
            (from[a + 2] as number) * wa +
            (from[a + 6] as number) * wb +
            (from[a + row + 2] as number) * wc +
            (from[a + row + 6] as number) * wd;
          continue;
        }
        if (left < -1 || top < -1 || left >= width || top >= height) {
          red += fill;
          green += fill;
          blue += fill;
          continue;
        }
        for (let tap = 0; tap < 4; tap++) {
          const px = left + (tap & 1);
          const py = top + (tap >> 1);
          const weight = (tap & 1 ? fx : 1 - fx) * (tap >> 1 ? fy : 1 - fy);
          const inside = px >= 0 && py >= 0 && px < width && py < height;
          const at = py * row + px * 4;
          red += (inside ? (from[at] as number) : fill) * weight;
          green += (inside ? (from[at + 1] as number) : fill) * weight;
          blue += (inside ? (from[at + 2] as number) : fill) * weight;
        }
      }
      data[to] = red * share;
      data[to + 1] = green * share;
      data[to + 2] = blue * share;
      data[to + 3] = 255;
    }
  }
  return { width: size.width, height: size.height, data };
}
