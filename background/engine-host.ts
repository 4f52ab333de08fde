/** Between content scripts and the engine: each `look` that comes over a port gets exactly one `faces` or `failed`. */
import browser, { type Runtime } from 'webextension-polyfill';
import { ENGINE_PORT, type FromEngine, parseToEngine, type Source } from '../src/protocol.ts';
import { warmUp } from './idle-engine.ts';
import { inTurn } from './in-turn.ts';
import { keepAliveDuring } from './keep-alive.ts';
import { lookAtOnce } from './known-looks.ts';
import { type Asker, loadPicture } from './load-picture.ts';

async function look(id: number, source: Source, asker: Asker, signal: AbortSignal): Promise<FromEngine> {
  try {
    const picture = await loadPicture(source, asker, signal);
    // A private window leaves nothing behind.
    const mayKeep = !asker.tab?.incognito;
    if (typeof picture === 'string') return { kind: 'failed', id, reason: picture };
    const outcome = await lookAtOnce(picture, mayKeep, signal);
    if (outcome.status === 'failed') return { kind: 'failed', id, reason: outcome.reason };
    const { width, height, faces, crops = [], milliseconds } = outcome;
    return { kind: 'faces', id, width, height, faces, crops, milliseconds };
  } catch (error) {
    console.error(error);
    return { kind: 'failed', id, reason: 'internal' };
  }
}

function serve(port: Runtime.Port, asker: Asker): void {
  // The models load while the page still reads the first picture.
  warmUp();
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
    const { id, source } = message;
    const controller = new AbortController();
    looks.set(id, controller);
    const bytes = source.kind === 'bytes' ? source.base64.length : source.url.length;
    const looking = inTurn(asker.tab?.id, bytes, () => look(id, source, asker, controller.signal));
    const tooMany: FromEngine = { kind: 'failed', id, reason: 'timeout' };
    const answer = (await keepAliveDuring(looking)) ?? tooMany;
    if (controller.signal.aborted) return;
    looks.delete(id);
    port.postMessage(answer);
  });

  port.onDisconnect.addListener(() => {
    for (const id of [...looks.keys()]) drop(id);
  });
}

browser.runtime.onConnect.addListener((port) => {
  const { name, sender } = port;
  if (name === ENGINE_PORT && sender?.id === browser.runtime.id) serve(port, sender);
});
