/** The parts of a build that run without the extension: worker bundles, wasm and models. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { BuildOptions } from 'esbuild';
import { modelFolder } from '../common/model-folder.ts';
import { addNormalizationMetadata } from './detector-model.ts';

const require = createRequire(import.meta.url);
const root = path.join(import.meta.dirname, '../..');

/** tfjs carries glue for threads, which start from blob: URLs that an extension's CSP forbids; it is never used here. */
const withoutThreads = {
  name: 'without-threads',
  setup(build: import('esbuild').PluginBuild) {
    build.onLoad({ filter: /tfjs-backend-wasm-threaded-simd(\.worker)?\.js$/ }, () => ({
      contents: 'export const wasmWorkerContents = ""; export default undefined;',
    }));
  },
};

export const bundleOptions = {
  bundle: true,
  format: 'esm',
  target: ['chrome140', 'firefox140'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  // The Node branches of MediaPipe's and tfjs's wasm glue.
  external: ['node:module', 'fs', 'path', 'os', 'crypto', 'worker_threads', 'perf_hooks'],
  plugins: [withoutThreads],
} satisfies BuildOptions;

/**
 * Writes `wasm/` and `models/` below `outDir`, the latter from one model's folder; returns the folders of the packages whose files
 * are among them. Rejects where something is missing.
 */
export async function copyEngineFiles(outDir: string, model = modelFolder()): Promise<string[]> {
  for (const dir of ['wasm', 'models']) await mkdir(path.join(outDir, dir), { recursive: true });
  const packageDir = (name: string) => path.dirname(require.resolve(`${name}/package.json`));
  const mediapipe = path.join(root, 'node_modules/@mediapipe/tasks-vision');
  const tfjs = packageDir('@tensorflow/tfjs-backend-wasm');
  const detectors = packageDir('@mediapipe/face_detection');
  for (const file of [
    path.join(mediapipe, 'wasm/vision_wasm_module_internal.wasm'),
    path.join(tfjs, 'dist/tfjs-backend-wasm-simd.wasm'),
  ])
    await cp(file, path.join(outDir, 'wasm', path.basename(file)));
  const { age, detector } = JSON.parse(await readFile(path.join(model, 'models.json'), 'utf8'));
  for (const file of ['models.json', age.file]) await cp(path.join(model, file), path.join(outDir, 'models', file));
  for (const [source, file] of [
    ['face_detection_full_range_sparse.tflite', detector.file],
    ['face_detection_short_range.tflite', detector.nearFile],
  ]) {
    const tflite = await readFile(path.join(detectors, source));
    await writeFile(path.join(outDir, 'models', file), addNormalizationMetadata(tflite));
  }
  return [mediapipe, tfjs, detectors];
}
