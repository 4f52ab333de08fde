/** Between content scripts and the engine: each `look` that comes over a port gets exactly one `faces` or `failed`. */
import browser, { type Runtime } from 'webextension-polyfill';
import { createEngine } from '../src/engine/pool.ts';
import { ENGINE_PORT, type FromEngine, parseToEngine, type Source } from '../src/protocol.ts';
import { keepAliveDuring } from './keep-alive.ts';
import { loadPicture } from './load-picture.ts';

type Engine = ReturnType<typeof createEngine>;

let engine: Engine | undefined;

/** One processor is left to the page; each worker holds its own copy of the models. */
function startEngine(): Engine {
  const workers = Math.min(3, Math.max(1, navigator.hardwareConcurrency - 1));
  return createEngine({ workerUrl: browser.runtime.getURL('engine-worker.js'), workers });
}

async function look(engine: Engine, id: number, source: Source, signal: AbortSignal): Promise<FromEngine> {
  try {
    const picture = await loadPicture(source, signal);
    if (typeof picture === 'string') return { kind: 'failed', id, reason: picture };
    const outcome = await engine.look(picture, signal);
    if (outcome.status === 'failed') return { kind: 'failed', id, reason: outcome.reason };
    const { width, height, faces, milliseconds } = outcome;
    return { kind: 'faces', id, width, height, faces, milliseconds };
  } catch (error) {
    console.error(error);
    return { kind: 'failed', id, reason: 'internal' };
  }
}

function serve(port: Runtime.Port): void {
  // Its models load while the page still reads the first picture.
  engine ??= startEngine();
  const ours = engine;
  const looks = new Map<number, AbortController>();
  const drop = (id: number) => {
    looks.get(id)?.abort();
    looks.delete(id);
  };

  port.onMessage.addListener(async (value) => {
    const message = parseToEngine(value);
    if (!message) return;
    drop(message.id);
    if (message.kind === 'drop') return;
    const controller = new AbortController();
    looks.set(message.id, controller);
    const answer = await keepAliveDuring(look(ours, message.id, message.source, controller.signal));
    if (controller.signal.aborted) return;
    looks.delete(message.id);
    port.postMessage(answer);
  });

  port.onDisconnect.addListener(() => {
    for (const id of [...looks.keys()]) drop(id);
  });
}

browser.runtime.onConnect.addListener((port) => {
  if (port.name === ENGINE_PORT && port.sender?.id === browser.runtime.id) serve(port);
});
