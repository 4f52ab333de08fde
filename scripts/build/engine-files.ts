/** The parts of a build that run without the extension: worker bundles, wasm and models. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { BuildOptions } from 'esbuild';
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

const training = path.join(root, 'models/training');

/** Writes `wasm/` and `models/` below `outDir`. */
export async function copyEngineFiles(outDir: string): Promise<void> {
  await mkdir(path.join(outDir, 'wasm'), { recursive: true });
  const packageDir = (name: string) => path.dirname(require.resolve(`${name}/package.json`));
  const mediapipe = path.join(root, 'node_modules/@mediapipe/tasks-vision/wasm/vision_wasm_module_internal.wasm');
  const tfjs = path.join(packageDir('@tensorflow/tfjs-backend-wasm'), 'dist/tfjs-backend-wasm-simd.wasm');
  const detector = path.join(packageDir('@mediapipe/face_detection'), 'face_detection_full_range_sparse.tflite');
  for (const file of [mediapipe, tfjs]) await cp(file, path.join(outDir, 'wasm', path.basename(file)));
  await cp(path.join(root, 'models'), path.join(outDir, 'models'), {
    recursive: true,
    filter: (file) => file !== training && !file.endsWith('.md'),
  });
  await writeFile(path.join(outDir, 'models/face-detector.tflite'), addNormalizationMetadata(await readFile(detector)));
}
