/**
 * A worker of the engine's pool: looks at pictures, one after the other. Its wasm and models lie beside it. Started as
 * `engine-worker.js?crops` it also hands out what the net saw of each face.
 */
import { decode } from '../src/engine/decode.ts';
import { createPipeline, type LookAt } from '../src/engine/pipeline.ts';
import type { WorkerAnswer, WorkerQuestion } from '../src/engine/pool.ts';
import { encodeStrip } from '../src/engine/strip.ts';

const pipeline = createPipeline(new URL('.', self.location.href));
const handsOutCrops = self.location.search === '?crops';

type Looked = Awaited<ReturnType<LookAt>>;

async function lookAt(decoding: ReturnType<typeof decode>): Promise<Looked | Exclude<WorkerAnswer, { look: unknown }>> {
  const look = await pipeline.catch((error) => void console.error(error));
  if (!look) return { reason: 'engine-unavailable', broken: true };
  try {
    const pixels = await decoding;
    return typeof pixels === 'string' ? { reason: pixels } : await look(pixels);
  } catch (error) {
    console.error(error);
    return { reason: 'internal', broken: true };
  }
}

async function answer(looked: Awaited<ReturnType<typeof lookAt>>): Promise<WorkerAnswer> {
  if ('reason' in looked) return looked;
  const { look, crops } = looked;
  if (!handsOutCrops) return { look };
  try {
    return { look, crops: await Promise.all(crops.map(encodeStrip)) };
  } catch (error) {
    // The ages are there all the same.
    console.error(error);
    return { look };
  }
}

let turn: Promise<unknown> = Promise.resolve();

// Decoding and encoding wait more than they work: meanwhile another picture has its turn.
self.onmessage = async ({ data: { id, picture } }: MessageEvent<WorkerQuestion>) => {
  const decoding = decode(picture);
  const looking = turn.then(() => lookAt(decoding));
  turn = looking;
  self.postMessage({ id, answer: await answer(await looking) });
};
