/**
 * A worker of the engine's pool: looks at pictures, one after the other. Its wasm and models lie beside it. Started as
 * `engine-worker.js?crops` it also hands out what the net saw of each face.
 */
import { createPipeline } from '../src/engine/pipeline.ts';
import type { WorkerAnswer, WorkerQuestion } from '../src/engine/pool.ts';
import { encodeStrip } from '../src/engine/strip.ts';

const pipeline = createPipeline(new URL('.', self.location.href));
const handsOutCrops = self.location.search === '?crops';

async function lookAt(picture: Blob): Promise<WorkerAnswer> {
  const look = await pipeline.catch((error) => void console.error(error));
  if (!look) return { reason: 'engine-unavailable', broken: true };
  try {
    const result = await look(picture);
    if (typeof result === 'string') return { reason: result };
    if (!handsOutCrops) return { look: result.look };
    return { look: result.look, crops: await Promise.all(result.crops.map(encodeStrip)) };
  } catch (error) {
    console.error(error);
    return { reason: 'internal', broken: true };
  }
}

self.onmessage = async ({ data: { id, picture } }: MessageEvent<WorkerQuestion>) => {
  self.postMessage({ id, answer: await lookAt(picture) });
};
