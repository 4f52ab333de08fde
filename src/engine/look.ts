/** One look of a MediaPipe face model at part of a picture, on the CPU. */
import { FaceDetector } from '@mediapipe/tasks-vision';
import createModule from '@mediapipe/tasks-vision/vision_wasm_module_internal.js';
import { type Box, boxCenter, contains, overlap, type Point } from '../geometry.ts';
import { createStandInCanvas } from './gl-stand-in.ts';
import { createCutter, type Pixels, type Pyramid } from './pixels.ts';

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

export interface Look {
  /** The faces whose middle lies in the picture. `region` may reach beyond it, which is seen as grey. */
  at(picture: Pyramid, region: Box): Face[];
  /** In pixels of what is given, of any size: the model sees 192 px of it. */
  atPixels(pixels: Pixels): Face[];
}

export interface LookOptions {
  /** MediaPipe's, compiled. */
  wasm: WebAssembly.Module;
  /** Absolute URL. */
  model: string;
  /** 0..1. Boxes move with it (google-ai-edge/mediapipe#3423). */
  minScore: number;
  /** Longest side of what the model is given. */
  inputPx: number;
}

/** Grey outside the picture, 0..255. */
export const FILL = 128;

const SAME_FACE_OVERLAP = 0.3;

/** Whether two looks saw one face. */
export function isSameFace(a: Face, b: Face): boolean {
  return overlap(a.box, b.box) > SAME_FACE_OVERLAP;
}

/** Loads a model (some 100 ms). It lives as long as its worker: closing and making it again leaks. */
export async function createLook({ wasm, model, minScore, inputPx }: LookOptions): Promise<Look> {
  const instantiateWasm = (imports: WebAssembly.Imports, use: (instance: WebAssembly.Instance) => void) =>
    use(new WebAssembly.Instance(wasm, imports));
  // The bundle clears the factory after each use.
  Object.assign(globalThis, { ModuleFactory: (options: object) => createModule({ ...options, instantiateWasm }) });
  const detector = await FaceDetector.createFromOptions(
    { wasmLoaderPath: '', wasmBinaryPath: '' },
    {
      baseOptions: { modelAssetPath: model, delegate: 'CPU' },
      canvas: createStandInCanvas(),
      runningMode: 'IMAGE',
      minDetectionConfidence: minScore,
    },
  );
  const cut = createCutter();

  const atPixels = (input: Pixels): Face[] =>
    detector.detect(new ImageData(input.data, input.width, input.height)).detections.flatMap((detection) => {
      const points = detection.keypoints.map(({ x, y }) => ({ x: x * input.width, y: y * input.height }));
      const [rightEye, leftEye, nose, mouth, rightEar, leftEar] = points;
      const { boundingBox, categories } = detection;
      if (!boundingBox || !rightEye || !leftEye || !nose || !mouth || !rightEar || !leftEar) return [];
      const box = { x: boundingBox.originX, y: boundingBox.originY, width: boundingBox.width, height: boundingBox.height };
      return [{ box, score: categories[0]?.score ?? 0, rightEye, leftEye, nose, mouth, rightEar, leftEar }];
    });

  return {
    atPixels,
    at(picture, region) {
      const k = Math.max(0, Math.ceil(Math.log2(Math.max(region.width, region.height) / inputPx)));
      const unit = 2 ** k;
      const inUnits = (length: number) => Math.round(length / unit);
      const part = {
        x: inUnits(region.x),
        y: inUnits(region.y),
        width: inUnits(region.width),
        height: inUnits(region.height),
      };
      const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
      return atPixels(cut(picture.level(k), part, FILL))
        .map((face) => moved(face, part, unit))
        .filter(({ box }) => contains(whole, boxCenter(box)));
    },
  };
}

/** The face as it lies in the whole, of which it was seen in a part that begins at `origin`, in units of so many pixels. */
export function moved(face: Face, origin: Point, unit: number): Face {
  const point = ({ x, y }: Point): Point => ({ x: (x + origin.x) * unit, y: (y + origin.y) * unit });
  const { box } = face;
  return {
    box: { ...point(box), width: box.width * unit, height: box.height * unit },
    score: face.score,
    rightEye: point(face.rightEye),
    leftEye: point(face.leftEye),
    nose: point(face.nose),
    mouth: point(face.mouth),
    rightEar: point(face.rightEar),
    leftEar: point(face.leftEar),
  };
}
