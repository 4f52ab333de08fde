/** The engine as its callers see it: a pool of workers behind one queue. A worker that hangs or breaks is replaced. */
import type { Reason } from '../reasons.ts';
import type { Look } from '../report.ts';

/**
 * Of a worker, which is sent a Blob. `crops`: for each face a picture of what the net saw, as a data: URL, where the worker makes
 * them. `broken`: it cannot be trusted with another picture.
 */
export type WorkerAnswer = { look: Look; crops?: string[] } | { reason: Reason; broken?: boolean };

export type Outcome = (({ status: 'done'; crops?: string[] } & Look) | { status: 'failed'; reason: Reason }) & {
  milliseconds: number;
};

export interface Engine {
  /** Starts a worker, which loads the models, before there is a picture. */
  warmUp(): void;
  /** Never rejects; a look that is aborted fails as `engine-lost`. */
  look(picture: Blob, signal?: AbortSignal): Promise<Outcome>;
  close(): void;
}

export interface EngineOptions {
  workerUrl: string;
  workers: number;
  /** For one picture, the loading of the models included. */
  timeoutMs?: number;
}

interface Job {
  picture: Blob;
  settled: boolean;
  settle(answer: WorkerAnswer): void;
}

/** A place for one worker, which starts when first needed. */
function createPlace(workerUrl: string, timeoutMs: number) {
  let worker: Worker | undefined;
  let answered = false;

  const start = (): Worker => {
    worker ??= new Worker(workerUrl, { type: 'module' });
    return worker;
  };

  const retire = () => {
    worker?.terminate();
    worker = undefined;
    answered = false;
  };

  const ask = async (picture: Blob): Promise<WorkerAnswer> => {
    const asked = start();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const answer = await new Promise<WorkerAnswer>((resolve) => {
      timer = setTimeout(() => resolve({ reason: 'timeout', broken: true }), timeoutMs);
      asked.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => resolve(data);
      // A worker that has worked before broke on this picture; one that never has cannot run here.
      asked.onerror = () => resolve({ reason: answered ? 'internal' : 'engine-unavailable', broken: true });
      asked.postMessage(picture);
    });
    clearTimeout(timer);
    answered = true;
    if ('broken' in answer && answer.broken) retire();
    return answer;
  };

  return { start, ask, retire };
}

export function createEngine({ workerUrl, workers, timeoutMs = 20_000 }: EngineOptions): Engine {
  const queue: Job[] = [];
  const unsettled = new Set<Job>();
  const all = Array.from({ length: workers }, () => createPlace(workerUrl, timeoutMs));
  const idle = [...all];

  const work = async () => {
    const place = idle.pop();
    if (!place) return;
    for (let job = queue.shift(); job; job = queue.shift()) {
      if (!job.settled) job.settle(await place.ask(job.picture));
    }
    idle.push(place);
  };

  return {
    warmUp() {
      all.at(-1)?.start();
    },
    look(picture, signal) {
      return new Promise((resolve) => {
        const askedAt = performance.now();
        const job: Job = {
          picture,
          settled: false,
          settle(answer) {
            if (job.settled) return;
            job.settled = true;
            unsettled.delete(job);
            signal?.removeEventListener('abort', abort);
            const milliseconds = performance.now() - askedAt;
            if ('look' in answer)
              resolve({ status: 'done', ...answer.look, ...(answer.crops && { crops: answer.crops }), milliseconds });
            else resolve({ status: 'failed', reason: answer.reason, milliseconds });
          },
        };
        const abort = () => job.settle({ reason: 'engine-lost' });
        if (signal?.aborted) return abort();
        signal?.addEventListener('abort', abort);
        unsettled.add(job);
        queue.push(job);
        void work();
      });
    },
    close() {
      for (const job of unsettled) job.settle({ reason: 'engine-lost' });
      for (const place of all) place.retire();
    },
  };
}
