/** The engine, started when first needed and ended after a while without work: its workers hold the models in memory. */
import browser from 'webextension-polyfill';
import { compileDetector } from '../src/engine/models.ts';
import { createEngine, type Engine, type Outcome } from '../src/engine/pool.ts';

const IDLE_MS = 60_000;

let engine: Engine | undefined;
let open = 0;
let idleTimer: ReturnType<typeof setTimeout> | undefined;

function awaken(): Engine {
  clearTimeout(idleTimer);
  // One processor is left to the page where there are three or more; each worker holds its own copy of the models.
  const processors = navigator.hardwareConcurrency;
  const workers = Math.min(3, processors, Math.max(2, processors - 1));
  engine ??= createEngine({
    workerUrl: browser.runtime.getURL('engine-worker.js?crops'),
    compile: () => compileDetector(new URL(browser.runtime.getURL(''))),
    workers,
  });
  return engine;
}

function rest(): void {
  clearTimeout(idleTimer);
  if (open > 0) return;
  idleTimer = setTimeout(() => {
    engine?.close();
    engine = undefined;
    // A document of its own has nothing else to do; pages that still hold a port open it again.
    if (location.pathname === '/engine-host.html') close();
  }, IDLE_MS);
}

/** Loads the models, for there will be a picture soon. */
export function warmUp(): void {
  awaken().warmUp();
  rest();
}

/** As the engine's own `look`. */
export async function lookAt(picture: Blob, signal: AbortSignal): Promise<Outcome> {
  open++;
  try {
    return await awaken().look(picture, signal);
  } finally {
    open--;
    rest();
  }
}
