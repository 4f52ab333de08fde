/**
 * Face detection: MediaPipe's full-range model on the CPU, one or two looks at a picture; where it finds nothing, its short-range
 * model, which knows faces that fill a picture.
 */
import { FaceDetector } from '@mediapipe/tasks-vision';
import createModule from '@mediapipe/tasks-vision/vision_wasm_module_internal.js';
import { type Box, boxCenter, overlap, type Point } from '../geometry.ts';
import { createStandInCanvas } from './gl-stand-in.ts';
import { createPadding, type Pyramid } from './pixels.ts';

/** In pixels of the natural picture. The box may reach beyond the picture. */
export interface Face {
  box: Box;
  /** 0..1 */
  score: number;
  rightEye: Point;
  leftEye: Point;
  nose: Point;
  mouth: Point;
  rightEar: Point;
  leftEar: Point;
}

/** Same values at run time and for the training crops: boxes move with the threshold (google-ai-edge/mediapipe#3423). */
export const DETECTION = {
  /** Longest side of what the detector is given; the model itself sees 192 px of it. */
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
  fill: 128,
  /** From this share of the picture's shorter side on, the padded look decides the face's size. */
  largeFace: 0.3,
  /** In pixels of the longest side: up to it a picture is looked at padded first, and what fills it ends the search. */
  portraitPx: 420,
  sameFaceOverlap: 0.3,
} as const;

export interface DetectorFiles {
  /** Absolute URLs. */
  wasm: string;
  model: string;
  nearModel: string;
}

export type Detect = (picture: Pyramid) => Promise<Face[]>;

/** With grey about the picture, in picture sides. */
type Look = (picture: Pyramid, padding: number) => Face[];

/** Loads a model (some 100 ms). It lives as long as its worker: closing and making it again leaks. */
async function createLook(wasm: string, model: string): Promise<Look> {
  // The bundle clears the factory after each use.
  Object.assign(globalThis, { ModuleFactory: createModule });
  const detector = await FaceDetector.createFromOptions(
    { wasmLoaderPath: '', wasmBinaryPath: wasm },
    {
      baseOptions: { modelAssetPath: model, delegate: 'CPU' },
      canvas: createStandInCanvas(),
      runningMode: 'IMAGE',
      minDetectionConfidence: DETECTION.minScore,
    },
  );
  const pad = createPadding();

  return (picture, padding) => {
    const longest = Math.max(picture.width, picture.height) * (1 + 2 * padding);
    const k = Math.max(0, Math.ceil(Math.log2(longest / DETECTION.inputPx)));
    const level = picture.level(k);
    const border = { x: Math.round(padding * level.width), y: Math.round(padding * level.height) };
    const input = pad(level, border, DETECTION.fill);
    const { detections } = detector.detect(new ImageData(input.data, input.width, input.height));
    const inPicture = ({ x, y }: Point): Point => ({ x: (x - border.x) * 2 ** k, y: (y - border.y) * 2 ** k });
    return detections.flatMap(({ boundingBox, categories, keypoints }) => {
      const points = keypoints.map(({ x, y }) => inPicture({ x: x * input.width, y: y * input.height }));
      const [rightEye, leftEye, nose, mouth, rightEar, leftEar] = points;
      if (!boundingBox || !rightEye || !leftEye || !nose || !mouth || !rightEar || !leftEar) return [];
      const corner = inPicture({ x: boundingBox.originX, y: boundingBox.originY });
      const box = { ...corner, width: boundingBox.width * 2 ** k, height: boundingBox.height * 2 ** k };
      const face = { box, score: categories[0]?.score ?? 0, rightEye, leftEye, nose, mouth, rightEar, leftEar };
      return isBelievable(face, picture) ? [face] : [];
    });
  };
}

/**
 * Plain, and then padded where nothing was found or a face is large. Small pictures are mostly portraits, of which the padded
 * look alone decides, and it comes first: what it is too coarse for there has few pixels.
 */
function lookTwice(look: Look, picture: Pyramid): Face[] {
  const shorter = Math.min(picture.width, picture.height);
  const seen = new Map<number, Face[]>();
  const padded = (padding: number) => seen.get(padding) ?? seen.set(padding, look(picture, padding)).get(padding) ?? [];
  if (Math.max(picture.width, picture.height) <= DETECTION.portraitPx) {
    const portrait = padded(DETECTION.paddings[0]);
    if (portrait.some(({ box }) => box.width >= DETECTION.fillingFace * shorter)) return portrait;
  }
  const plain = look(picture, 0);
  if (plain.length > 0 && !plain.some(({ box }) => box.width > DETECTION.largeFace * shorter)) return plain;
  for (const padding of DETECTION.paddings) {
    const found = padded(padding);
    if (found.length === 0) continue;
    const unseen = plain.filter((face) => !found.some((other) => overlap(face.box, other.box) > DETECTION.sameFaceOverlap));
    return [...found, ...unseen];
  }
  return plain;
}

/** Loads the full-range model; the other one when it is first needed. */
export async function createDetector({ wasm, model, nearModel }: DetectorFiles): Promise<Detect> {
  const look = await createLook(wasm, model);
  let lookNear: Promise<Look> | undefined;
  return async (picture) => {
    const found = lookTwice(look, picture);
    if (found.length > 0) return found;
    lookNear ??= createLook(wasm, nearModel);
    const near = await lookNear;
    // What it finds besides is more often a nose.
    const large = DETECTION.largeFace * Math.min(picture.width, picture.height);
    const [plain = [], padded = []] = DETECTION.nearPaddings.map((padding) =>
      near(picture, padding).filter(({ box }) => box.width > large),
    );
    return plain.filter((face) => padded.some((other) => overlap(face.box, other.box) > DETECTION.sameFaceOverlap));
  };
}

function isBelievable({ box, score }: Face, { width, height }: Pyramid): boolean {
  const { x, y } = boxCenter(box);
  const isFilling = box.width >= DETECTION.fillingFace * Math.min(width, height);
  const isInside = x >= 0 && y >= 0 && x < width && y < height;
  return isInside && score >= (isFilling ? DETECTION.minScore : DETECTION.minScoreSmall);
}
