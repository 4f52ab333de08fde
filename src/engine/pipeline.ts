/** The engine: a decoded picture in, its faces with their ages out. */
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { clip } from '../geometry.ts';
import type { Look } from '../report.ts';
import { type AgeNet, createAgeNet, type Estimate } from './c3ae.ts';
import { coverOf, cutCrops } from './crops.ts';
import { createDetector, type Detect } from './detect.ts';
import { doubtsAbout } from './doubts.ts';
import { compileDetector, type Models, readFile } from './models.ts';
import { createPyramid, type Pixels } from './pixels.ts';
import { likelyRange } from './range.ts';

/** Of the three crops. */
const MIDDLE = 1;

/** `crops` are those that went into the net, for each face in the order of `look.faces`. */
export type LookAt = (picture: Pixels) => Promise<{ look: Look; crops: Pixels[][] }>;

export interface EngineParts {
  models: Models;
  detect: Detect;
  net: AgeNet;
}

/** Loads detector, whose wasm may be compiled already, and age net from `models/` and `wasm/` below `base`. Throws where that fails. */
export async function loadParts(base: URL, wasm = compileDetector(base)): Promise<EngineParts> {
  const models: Models = await (await readFile(new URL('models/models.json', base))).json();
  const [detect, net] = await Promise.all([loadDetector(base, models, wasm), loadAgeNet(base, models)]);
  return { models, detect, net };
}

/** As `loadParts`. */
export async function createPipeline(base: URL, wasm?: Promise<WebAssembly.Module>): Promise<LookAt> {
  const { models, detect, net } = await loadParts(base, wasm);
  return async (pixels) => {
    const pyramid = createPyramid(pixels);
    const found = await detect(pyramid);
    const crops = found.map((face) => cutCrops(pyramid, face, models.crops));
    const estimates = net.predict(crops);
    const faces = found.map((face, i) => {
      const { age, distribution } = estimates[i] as Estimate;
      const { low, high, relativeSpread } = likelyRange(
        { age, distribution, cover: coverOf(face, pixels) },
        models.age.binsYears,
        models.age.range,
      );
      const doubts = doubtsAbout(face, crops[i]?.[MIDDLE] as Pixels, relativeSpread);
      return {
        box: clip(face.box, pixels),
        score: face.score,
        age,
        low,
        high,
        reliable: doubts.length === 0,
        doubts,
        distribution,
      };
    });
    return { look: { width: pixels.width, height: pixels.height, faces }, crops };
  };
}

async function loadDetector(base: URL, { detector }: Models, wasm: Promise<WebAssembly.Module>) {
  return createDetector({
    wasm: await wasm,
    model: new URL(`models/${detector.file}`, base).href,
    nearModel: new URL(`models/${detector.nearFile}`, base).href,
  });
}

async function loadAgeNet(base: URL, { age }: Models) {
  const simd = new URL('wasm/tfjs-backend-wasm-simd.wasm', base).href;
  // The threaded variant starts its workers from blob: URLs, which the extension's CSP forbids.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': simd,
    'tfjs-backend-wasm-simd.wasm': simd,
    'tfjs-backend-wasm-threaded-simd.wasm': simd,
  });
  if (!(await tf.setBackend('wasm'))) throw new Error('tfjs: no WASM backend');
  const weights = await (await readFile(new URL(`models/${age.file}`, base))).arrayBuffer();
  return createAgeNet(age, new Float32Array(weights));
}
