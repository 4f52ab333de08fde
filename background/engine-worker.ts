/** A worker of the engine's pool: looks at one picture at a time. Its wasm and models lie beside it. */
import { createPipeline } from '../src/engine/pipeline.ts';
import type { WorkerAnswer } from '../src/engine/pool.ts';

const pipeline = createPipeline(new URL('.', self.location.href));

async function lookAt(picture: Blob): Promise<WorkerAnswer> {
  const look = await pipeline.catch((error) => void console.error(error));
  if (!look) return { reason: 'engine-unavailable', broken: true };
  try {
    const result = await look(picture);
    return typeof result === 'string' ? { reason: result } : { look: result };
  } catch (error) {
    console.error(error);
    return { reason: 'internal', broken: true };
  }
}

self.onmessage = async ({ data }: MessageEvent<Blob>) => self.postMessage(await lookAt(data));
