/** The three context crops of a face (paper, section 3.4): squares about it, eyes level, tight to wide. */
import { distance, midpoint, type Square } from '../geometry.ts';
import type { Face } from './look.ts';
import { type Pixels, type Pyramid, resample } from './pixels.ts';

export interface CropSettings {
  /** Side of a crop as the net takes it. */
  sizePx: number;
  /** Side of each crop as a multiple of the face's size, tight to wide. */
  scales: number[];
  /** Grey of what lies outside the picture, 0..255. */
  fill: number;
  /**
   * How far from the face's middle the net sees in each direction, in face sizes; beyond is grey. Else a picture that ends near
   * the face gets another age than the same face with its surroundings.
   */
  reach?: number;
}

/**
 * The square of the face itself. Its size is the largest of the box and of what the distances between eyes and from eyes to
 * mouth suggest, so that a box cut short does not shrink it. Its angle follows the eyes, and the more the face is turned away
 * (eyes close together) the more the line from eyes to mouth.
 */
export function faceSquare(face: Face): Square {
  const eyes = midpoint(face.rightEye, face.leftEye);
  const eyesToMouth = distance(eyes, face.mouth);
  const side = Math.max(face.box.width, face.box.height, 2.5 * distance(face.rightEye, face.leftEye), 2.3 * eyesToMouth);
  const across = { x: face.leftEye.x - face.rightEye.x, y: face.leftEye.y - face.rightEye.y };
  const down = { x: face.mouth.x - eyes.x, y: face.mouth.y - eyes.y };
  const angle = Math.atan2(across.y - down.x, across.x + down.y);
  return { center: midpoint(eyes, face.mouth), side, angle };
}

/** The face's side over the shorter side of its picture: near 1 and more where the picture shows nothing else. */
export function coverOf(face: Face, picture: { width: number; height: number }): number {
  return faceSquare(face).side / Math.min(picture.width, picture.height);
}

/** Greys what lies further from the middle than `reach`, in crop sides. */
function greyBeyond({ width, height, data }: Pixels, reach: number, fill: number): void {
  const isBeyond = (at: number, length: number) => Math.abs((at + 0.5) / length - 0.5) > reach;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      if (isBeyond(x, width) || isBeyond(y, height)) data.fill(fill, at, at + 3);
    }
}

/** The crops of a face, in the order of `settings.scales`; `margin` > 1 keeps the pixel density and cuts that much wider. */
export function cutCrops(picture: Pyramid, face: Face, settings: CropSettings, margin = 1): Pixels[] {
  const { center, side, angle } = faceSquare(face);
  const px = Math.round(settings.sizePx * margin);
  return settings.scales.map((scale) => {
    const width = (side * scale * px) / settings.sizePx;
    const crop = resample(picture, { center, width, height: width, angle }, { width: px, height: px }, settings.fill);
    const reach = (settings.reach ?? Number.POSITIVE_INFINITY) / (scale * margin);
    if (reach < 0.5) greyBeyond(crop, reach, settings.fill);
    return crop;
  });
}
