/** The port to the engine, opened when first needed and opened again when it was lost. */
import type { Runtime } from 'webextension-polyfill';
import { type Answers, ENGINE_PORT, type FromEngine, type Source, type ToBackground, type ToEngine } from '../src/protocol.ts';
import type { Reason } from '../src/reasons.ts';
import { api } from './browser.ts';
import { sleep } from './sleep.ts';

/** How often one picture is sent: once more after the engine was lost. */
const MAX_ATTEMPTS = 2;
/** A host that is just closing still counts as open: time to be gone before it is asked for again. */
const RETRY_PAUSE_MS = 300;

interface Waiting {
  source: Source;
  attempts: number;
  settle(answer: FromEngine): void;
}

export interface EngineLink {
  /** Opens the port, so that the engine loads while the first picture is read. Never rejects. */
  open(): void;
  /** Never rejects; an aborted look ends as `engine-lost`. */
  look(source: Source, signal: AbortSignal): Promise<FromEngine>;
  /** Whether the engine has yet to answer for the first time. */
  readonly starting: boolean;
}

/** The end of `life` closes the port; when the extension is gone, `life` ends. `onStarting` hears whenever `starting` may have changed. */
export function createEngineLink(life: AbortController, onStarting: (starting: boolean) => void): EngineLink {
  const { signal } = life;
  const waiting = new Map<number, Waiting>();
  let port: Promise<Runtime.Port | Reason> | undefined;
  let nextId = 0;
  let answered = false;

  const isStarting = () => waiting.size > 0 && !answered;

  function settle(answer: FromEngine): void {
    waiting.get(answer.id)?.settle(answer);
    waiting.delete(answer.id);
    onStarting(isStarting());
  }

  async function connect(): Promise<Runtime.Port | Reason> {
    const request: ToBackground = { to: 'background', kind: 'start-engine' };
    const started: Answers['start-engine'] = await api.runtime.sendMessage(request);
    if (!started.ok) return started.reason;
    const opened = api.runtime.connect({ name: ENGINE_PORT });
    opened.onMessage.addListener((value) => {
      answered = true;
      settle(value as FromEngine);
    });
    opened.onDisconnect.addListener(lose);
    if (signal.aborted) opened.disconnect();
    signal.addEventListener('abort', () => opened.disconnect());
    return opened;
  }

  /** The open port, or why there is none. What did not open is tried anew the next time. */
  async function link(): Promise<Runtime.Port | Reason> {
    port ??= connect().catch(() => 'engine-lost');
    const opening = port;
    const opened = await opening;
    if (typeof opened !== 'object' && port === opening) port = undefined;
    return opened;
  }

  // A page that waits for "Back" loses its port without a word.
  const listen = EventTarget.prototype.addEventListener.bind(window);
  const leave = async () => {
    const opened = await port;
    if (typeof opened === 'object') opened.disconnect();
  };
  const come = ({ persisted }: PageTransitionEvent) => {
    if (!persisted) return;
    for (const look of waiting.values()) look.attempts = 0;
    lose();
  };
  listen('pagehide', leave, { signal });
  listen('pageshow', come as EventListener, { signal });

  function lose(): void {
    port = undefined;
    answered = false;
    for (const id of [...waiting.keys()]) void send(id);
    // Updated or removed, which shows only after its ports are gone: nobody answers this copy any more.
    setTimeout(() => api.runtime?.id || life.abort(), RETRY_PAUSE_MS);
  }

  async function send(id: number): Promise<void> {
    const look = waiting.get(id);
    if (!look) return;
    if (look.attempts === MAX_ATTEMPTS) return settle({ kind: 'failed', id, reason: 'engine-lost' });
    if (look.attempts++ > 0) await sleep(RETRY_PAUSE_MS);
    const opened = await link();
    if (typeof opened === 'string') {
      return look.attempts < MAX_ATTEMPTS ? send(id) : settle({ kind: 'failed', id, reason: opened });
    }
    const message: ToEngine = { kind: 'look', id, source: look.source };
    try {
      if (waiting.has(id)) opened.postMessage(message);
    } catch {
      await send(id);
    }
  }

  async function drop(id: number): Promise<void> {
    if (!waiting.has(id)) return;
    settle({ kind: 'failed', id, reason: 'engine-lost' });
    const opened = await port;
    const message: ToEngine = { kind: 'drop', id };
    if (typeof opened === 'object' && !signal.aborted) opened.postMessage(message);
  }

  return {
    get starting() {
      return isStarting();
    },
    // The first look tries again and says why it failed.
    open: () => void link(),
    look(source, lookSignal) {
      const id = nextId++;
      const abort = () => void drop(id);
      lookSignal.addEventListener('abort', abort, { once: true });
      return new Promise((resolve) => {
        // The signal outlives the look, and would hold its picture.
        const settleLook = (answer: FromEngine) => {
          lookSignal.removeEventListener('abort', abort);
          resolve(answer);
        };
        waiting.set(id, { source, attempts: 0, settle: settleLook });
        onStarting(isStarting());
        void send(id);
      });
    },
  };
}
