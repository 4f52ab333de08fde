/** The engine as its callers see it: a pool of workers behind one queue. A worker that hangs or breaks is replaced. */
import type { Reason } from '../reasons.ts';
import type { Look } from '../report.ts';

export interface WorkerRequest {
  id: number;
  picture: Blob;
}

/** `broken`: the worker cannot be trusted with another picture. */
export type WorkerAnswer = { id: number; look: Look } | { id: number; reason: Reason; broken?: boolean };

export type Outcome = (({ status: 'done' } & Look) | { status: 'failed'; reason: Reason }) & { milliseconds: number };

export interface Engine {
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
  askedAt: number;
  settle(answer: { look: Look } | { reason: Reason }): void;
  settled: boolean;
}

export function createEngine({ workerUrl, workers, timeoutMs = 20_000 }: EngineOptions): Engine {
  const queue: Job[] = [];
  let closed = false;

  /** One worker at a time, started on demand; takes jobs from the queue until it is empty. */
  const createSlot = () => {
    let worker: Worker | undefined;
    let busy = false;

    const retire = () => {
      worker?.terminate();
      worker = undefined;
    };

    const run = (job: Job): Promise<{ look: Look } | { reason: Reason; broken?: boolean }> => {
      worker ??= new Worker(workerUrl, { type: 'module' });
      const current = worker;
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve({ reason: 'timeout', broken: true }), timeoutMs);
        const finish = (answer: { look: Look } | { reason: Reason; broken?: boolean }) => {
          clearTimeout(timer);
          resolve(answer);
        };
        current.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => finish(data);
        current.onerror = () => finish({ reason: 'engine-unavailable', broken: true });
        current.postMessage({ id: 0, picture: job.picture } satisfies WorkerRequest);
      });
    };

    const next = async () => {
      if (busy) return;
      busy = true;
      for (let job = queue.shift(); job && !closed; job = queue.shift()) {
        if (job.settled) continue;
        const answer = await run(job);
        if ('broken' in answer && answer.broken) retire();
        job.settle(answer);
      }
      busy = false;
    };
    return { next, retire };
  };

  const slots = Array.from({ length: workers }, createSlot);

  return {
    look(picture, signal) {
      return new Promise((resolve) => {
        const job: Job = {
          picture,
          askedAt: performance.now(),
          settled: false,
          settle(answer) {
            if (job.settled) return;
            job.settled = true;
            signal?.removeEventListener('abort', abort);
            const milliseconds = performance.now() - job.askedAt;
            resolve(
              'look' in answer
                ? { status: 'done', ...answer.look, milliseconds }
                : { status: 'failed', reason: answer.reason, milliseconds },
            );
          },
        };
        const abort = () => job.settle({ reason: 'engine-lost' });
        if (signal?.aborted || closed) return abort();
        signal?.addEventListener('abort', abort);
        queue.push(job);
        for (const slot of slots) void slot.next();
      });
    },
    close() {
      closed = true;
      for (const job of queue.splice(0)) job.settle({ reason: 'engine-lost' });
      for (const slot of slots) slot.retire();
    },
  };
}
