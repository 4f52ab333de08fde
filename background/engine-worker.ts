/** A worker of the engine's pool: looks at one picture at a time. Its wasm and models lie beside it. */
import { createPipeline } from '../src/engine/pipeline.ts';
import type { WorkerAnswer, WorkerRequest } from '../src/engine/pool.ts';

const pipeline = createPipeline(new URL('.', self.location.href));

async function answer({ id, picture }: WorkerRequest): Promise<WorkerAnswer> {
  const lookAt = await pipeline.catch((error) => void console.error(error));
  if (!lookAt) return { id, reason: 'engine-unavailable', broken: true };
  try {
    const result = await lookAt(picture);
    return typeof result === 'string' ? { id, reason: result } : { id, look: result };
  } catch (error) {
    console.error(error);
    return { id, reason: 'internal', broken: true };
  }
}

self.onmessage = async ({ data }: MessageEvent<WorkerRequest>) => self.postMessage(await answer(data));
