/**
 * Face detection: MediaPipe's full-range model on the CPU, one or two looks at a picture, and more at its parts where small faces
 * may be; where it finds nothing, its short-range model, which knows faces that fill a picture.
 */
import type { Box, Size } from '../geometry.ts';
import { confirm, type SeenFace } from './confirm.ts';
import { createLook, type Face, isSameFace, type Look } from './look.ts';
import type { Pyramid } from './pixels.ts';
import { lookAtTiles } from './tiles.ts';

/** Same values at run time and for the training crops: boxes move with the threshold. */
export const DETECTION = {
  inputPx: 640,
  minScore: 0.4,
  /** For what is no large part of the picture: there a low score is more often a thing than a face. */
  minScoreSmall: 0.5,
  /** Share of the picture's shorter side from which a face counts as a large part of it. */
  fillingFace: 0.5,
  /** Grey about the picture on each side, in picture sides: the looks at tight pictures, in the order tried. */
  paddings: [1, 0.5],
  /** The same for the short-range model, which is believed where both looks agree: alone, each sees faces in anything. */
  nearPaddings: [0, 0.5],
  /** From this share of the picture's shorter side on, the padded look decides the face's size. */
  largeFace: 0.3,
  /** In pixels of the longest side: up to it a picture is looked at padded first, and what fills it ends the search. */
  portraitPx: 420,
} as const;

export interface DetectorFiles {
  /** MediaPipe's, compiled. */
  wasm: WebAssembly.Module;
  /** Absolute URLs. */
  model: string;
  nearModel: string;
}

export type Detect = (picture: Pyramid) => Promise<Face[]>;

const shorter = ({ width, height }: Size) => Math.min(width, height);

/** The picture with grey about it, in picture sides. */
function padded({ width, height }: Size, padding: number): Box {
  const [x, y] = [padding * width, padding * height];
  return { x: -x, y: -y, width: width + 2 * x, height: height + 2 * y };
}

const isFilling = ({ box }: Face, picture: Size) => box.width >= DETECTION.fillingFace * shorter(picture);

const isBelievable = (face: Face, picture: Size) =>
  face.score >= (isFilling(face, picture) ? DETECTION.minScore : DETECTION.minScoreSmall);

/** Each face once, as the look saw it that gave it the highest score. */
function unite(views: readonly Face[]): SeenFace[] {
  const seen: SeenFace[] = [];
  for (const face of views.toSorted((a, b) => b.score - a.score)) {
    const known = seen.find((other) => isSameFace(face, other.face));
    if (known) known.views++;
    else seen.push({ face, views: 1 });
  }
  return seen;
}

/**
 * Plain, and then padded where nothing was found or a face is large. Small pictures are mostly portraits, of which the padded
 * look alone decides, and it comes first: what it is too coarse for there has few pixels.
 */
function lookTwice(look: Look, picture: Pyramid): Face[] {
  const seen = new Map<number, Face[]>();
  const at = (padding: number) =>
    seen.get(padding) ?? seen.set(padding, look.at(picture, padded(picture, padding))).get(padding) ?? [];
  const believable = (faces: Face[]) => faces.filter((face) => isBelievable(face, picture));
  if (Math.max(picture.width, picture.height) <= DETECTION.portraitPx) {
    const portrait = believable(at(DETECTION.paddings[0]));
    if (portrait.some((face) => isFilling(face, picture))) return portrait;
  }
  const plain = at(0);
  const sure = believable(plain);
  if (sure.length > 0 && !sure.some(({ box }) => box.width > DETECTION.largeFace * shorter(picture))) return plain;
  for (const padding of DETECTION.paddings) {
    const found = believable(at(padding));
    if (found.length > 0) return [...found, ...plain.filter((face) => !found.some((other) => isSameFace(face, other)))];
  }
  return plain;
}

/** Loads the full-range model; the other one when it is first needed. */
export async function createDetector({ wasm, model, nearModel }: DetectorFiles): Promise<Detect> {
  const { minScore, inputPx } = DETECTION;
  const load = (url: string) => createLook({ wasm, model: url, minScore, inputPx });
  const look = await load(model);
  let lookNear: Promise<Look> | undefined;
  return async (picture) => {
    const first = lookTwice(look, picture);
    const inTiles = lookAtTiles(picture, first, (tile) => look.at(picture, tile));
    const seen = unite([...first, ...inTiles]);
    const filling = seen.map(({ face }) => face).filter((face) => isFilling(face, picture) && isBelievable(face, picture));
    const others = seen.filter(({ face }) => !isFilling(face, picture));
    const found = [...filling, ...confirm(look, picture, others)];
    if (found.length > 0) return found;
    lookNear ??= load(nearModel);
    return lookFromNear(await lookNear, picture);
  };
}

/** What the short-range model finds besides large faces is more often a nose. */
function lookFromNear(look: Look, picture: Pyramid): Face[] {
  const large = DETECTION.largeFace * shorter(picture);
  const [plain = [], around = []] = DETECTION.nearPaddings.map((padding) =>
    look.at(picture, padded(picture, padding)).filter((face) => face.box.width > large && isBelievable(face, picture)),
  );
  return plain.filter((face) => around.some((other) => isSameFace(face, other)));
}
