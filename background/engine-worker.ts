/**
 * A worker of the engine's pool: looks at pictures, one after the other. Its wasm and models lie beside it. Started as
 * `engine-worker.js?crops` it also hands out what the net saw of each face.
 */
import { decode } from '../src/engine/decode.ts';
import { createPipeline } from '../src/engine/pipeline.ts';
import type { WorkerAnswer, WorkerQuestion, WorkerStart } from '../src/engine/pool.ts';
import { encodeStrip } from '../src/engine/strip.ts';

const { promise: wasm, resolve: start } = Promise.withResolvers<WebAssembly.Module>();
const pipeline = createPipeline(new URL('.', self.location.href), wasm);
const handsOutCrops = self.location.search === '?crops';

async function lookAt(decoding: ReturnType<typeof decode>): Promise<WorkerAnswer> {
  const look = await pipeline.catch((error) => void console.error(error));
  if (!look) return { reason: 'engine-unavailable', broken: true };
  try {
    const pixels = await decoding;
    if (typeof pixels === 'string') return { reason: pixels };
    const result = await look(pixels);
    if (!handsOutCrops) return { look: result.look };
    return { look: result.look, crops: await Promise.all(result.crops.map(encodeStrip)) };
  } catch (error) {
    console.error(error);
    return { reason: 'internal', broken: true };
  }
}

let turn = Promise.resolve();

// Decoding waits more than it works, and begins at once.
self.onmessage = ({ data }: MessageEvent<WorkerStart | WorkerQuestion>) => {
  if ('wasm' in data) return start(data.wasm);
  const { id, picture } = data;
  const decoding = decode(picture);
  turn = turn.then(async () => self.postMessage({ id, answer: await lookAt(decoding) }));
};
