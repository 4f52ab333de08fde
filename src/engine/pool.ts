/** The engine as its callers see it: a pool of workers behind one queue. A worker that hangs or breaks is replaced. */
import type { Reason } from '../reasons.ts';
import type { Look } from '../report.ts';

/**
 * Of a worker. `crops`: for each face a picture of what the net saw, as a data: URL, where the worker makes
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
  /** Of the detector's wasm, which the workers share. Rejects where the engine cannot run. */
  compile(): Promise<WebAssembly.Module>;
  workers: number;
  /** For one attempt at a picture, the loading of the models included. */
  timeoutMs?: number;
}

interface Job {
  picture: Blob;
  settled: boolean;
  settle(answer: WorkerAnswer): void;
}

/** To a worker, once, when there is something to start with: questions may have come before. */
export interface WorkerStart {
  /** The detector's, compiled. */
  wasm: WebAssembly.Module;
}

/** To a worker, which answers each once: with the same `id`, and in its turn. */
export interface WorkerQuestion {
  id: number;
  picture: Blob;
}

/** How many workers a picture may break before it fails. */
const MAX_ATTEMPTS = 2;
/** While a worker looks at one picture it decodes the next. */
const AT_ONCE = 2;

/** What the places for workers know together. */
interface Shared {
  hasAnswered: boolean;
  wasm?: Promise<WebAssembly.Module> | undefined;
}

/** A place for one worker, which starts when first needed. */
function createPlace({ workerUrl, compile, timeoutMs }: Required<EngineOptions>, shared: Shared) {
  let worker: Worker | undefined;
  let nextId = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** In the order in which the worker looks at them. */
  const asked = new Map<number, (answer: WorkerAnswer | 'again') => void>();

  const retire = () => {
    clearTimeout(timer);
    worker?.terminate();
    worker = undefined;
    const lost = [...asked.values()];
    asked.clear();
    for (const resolve of lost) resolve('again');
  };

  const settle = (id: number | undefined, answer: WorkerAnswer) => {
    if (id === undefined) return retire();
    const resolve = asked.get(id);
    asked.delete(id);
    resolve?.(answer);
    if ('broken' in answer && answer.broken) retire();
    else watch();
  };

  /** It is the first that hangs or breaks a worker; the others never had their turn. */
  const fail = (reason: Reason) => settle(asked.keys().next().value, { reason, broken: true });

  const watch = () => {
    clearTimeout(timer);
    if (asked.size > 0) timer = setTimeout(fail, timeoutMs, 'timeout');
  };

  const start = (): Worker => {
    if (worker) return worker;
    const started = new Worker(workerUrl, { type: 'module' });
    worker = started;
    worker.onmessage = ({ data: { id, answer } }: MessageEvent<{ id: number; answer: WorkerAnswer }>) => {
      shared.hasAnswered = true;
      settle(id, answer);
    };
    // Where none has ever answered, none can run.
    worker.onerror = () => {
      if (worker === started) fail(shared.hasAnswered ? 'internal' : 'engine-unavailable');
    };
    shared.wasm ??= compile();
    shared.wasm.then(
      (wasm) => started.postMessage({ wasm } satisfies WorkerStart),
      (error) => {
        console.error(error);
        shared.wasm = undefined;
        if (worker === started) fail('engine-unavailable');
      },
    );
    return started;
  };

  /** `again` where another picture has ended the worker. */
  const ask = (picture: Blob): Promise<WorkerAnswer | 'again'> =>
    new Promise((resolve) => {
      const question: WorkerQuestion = { id: nextId++, picture };
      asked.set(question.id, resolve);
      if (asked.size === 1) watch();
      start().postMessage(question);
    });

  return { start, ask, retire, load: () => asked.size };
}

export function createEngine(options: EngineOptions): Engine {
  const { workers } = options;
  const queue: Job[] = [];
  const unsettled = new Set<Job>();
  const shared: Shared = { hasAnswered: false };
  const all = Array.from({ length: workers }, () => createPlace({ timeoutMs: 20_000, ...options }, shared));
  const idle = Array.from({ length: AT_ONCE }, () => all).flat();

  const work = async () => {
    const place = idle.sort((a, b) => b.load() - a.load()).pop();
    if (!place) return;
    for (let job = queue.shift(); job; job = queue.shift()) {
      for (let attempts = 0; !job.settled; ) {
        const answer = await place.ask(job.picture);
        if (answer === 'again') continue;
        // The machine may have been busy, or the pictures before it have worn the worker out.
        const mayWork = 'broken' in answer && answer.broken && ++attempts < MAX_ATTEMPTS;
        if (!mayWork) job.settle(answer);
      }
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
