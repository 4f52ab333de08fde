/** Face detection: MediaPipe's full-range model on the CPU, one or two looks at a picture. */
import { FaceDetector } from '@mediapipe/tasks-vision';
import createModule from '@mediapipe/tasks-vision/vision_wasm_module_internal.js';
import { type Box, boxCenter, overlap, type Point } from '../geometry.ts';
import { createStandInCanvas } from './gl-stand-in.ts';
import { type Pyramid, pad } from './pixels.ts';

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
  fill: 128,
  /** From this share of the picture's shorter side on, the padded look decides the face's size. */
  largeFace: 0.3,
  sameFaceOverlap: 0.3,
} as const;

export interface DetectorFiles {
  /** Absolute URLs. */
  wasm: string;
  model: string;
}

export type Detect = (picture: Pyramid) => Face[];

/** Loads the model (some 100 ms). The detector lives as long as its worker: closing and making it again leaks. */
export async function createDetector(files: DetectorFiles): Promise<Detect> {
  // The bundle clears the factory after each use.
  Object.assign(globalThis, { ModuleFactory: createModule });
  const detector = await FaceDetector.createFromOptions(
    { wasmLoaderPath: '', wasmBinaryPath: files.wasm },
    {
      baseOptions: { modelAssetPath: files.model, delegate: 'CPU' },
      canvas: createStandInCanvas(),
      runningMode: 'IMAGE',
      minDetectionConfidence: DETECTION.minScore,
    },
  );

  const look = (picture: Pyramid, padding: number): Face[] => {
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

  return (picture) => {
    const plain = look(picture, 0);
    const large = DETECTION.largeFace * Math.min(picture.width, picture.height);
    if (plain.length > 0 && !plain.some(({ box }) => box.width > large)) return plain;
    for (const padding of DETECTION.paddings) {
      const padded = look(picture, padding);
      if (padded.length === 0) continue;
      const unseen = plain.filter((face) => !padded.some((other) => overlap(face.box, other.box) > DETECTION.sameFaceOverlap));
      return [...padded, ...unseen];
    }
    return plain;
  };
}

function isBelievable({ box, score }: Face, { width, height }: Pyramid): boolean {
  const { x, y } = boxCenter(box);
  const isFilling = box.width >= DETECTION.fillingFace * Math.min(width, height);
  const isInside = x >= 0 && y >= 0 && x < width && y < height;
  return isInside && score >= (isFilling ? DETECTION.minScore : DETECTION.minScoreSmall);
}
