import { getEventListeners } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { FromEngine, Source } from '../../../src/protocol.ts';

/** The end of a port that the content script does not see. */
interface FarEnd {
  received: unknown[];
  answer(message: FromEngine): void;
  disconnect(): void;
}

const ports: FarEnd[] = [];
const startEngine = vi.fn();

function connect() {
  const listeners: Record<'message' | 'disconnect', ((value?: unknown) => void)[]> = { message: [], disconnect: [] };
  const far: FarEnd = {
    received: [],
    answer: (message) => listeners.message.forEach((listener) => void listener(message)),
    disconnect: () => listeners.disconnect.forEach((listener) => void listener()),
  };
  ports.push(far);
  return {
    postMessage: (message: unknown) => far.received.push(message),
    disconnect: () => {},
    onMessage: { addListener: (listener: () => void) => listeners.message.push(listener) },
    onDisconnect: { addListener: (listener: () => void) => listeners.disconnect.push(listener) },
  };
}

const runtime = { id: 'age-badges' as string | undefined, connect, sendMessage: startEngine };
vi.stubGlobal('browser', { runtime });
vi.stubGlobal('window', new EventTarget());
const { createEngineLink } = await import('../../../content/engine-link.ts');

const source: Source = { kind: 'url', url: 'https://example.org/a.jpg' };
const never = new AbortController().signal;
const port = (index: number) =>
  vi.waitFor(() => expect(ports[index]?.received).toHaveLength(1)).then(() => ports[index] as FarEnd);

describe('createEngineLink', () => {
  beforeEach(() => {
    ports.length = 0;
    startEngine.mockReset().mockResolvedValue({ ok: true });
  });

  it('hands over a picture and its answer, and knows until when the engine is starting', async () => {
    const onStarting = vi.fn();
    const link = createEngineLink(new AbortController(), onStarting);
    const look = link.look(source, never);
    expect(link.starting).toBe(true);
    const far = await port(0);
    expect(far.received).toEqual([{ kind: 'look', id: 0, source }]);
    const answer: FromEngine = { kind: 'faces', id: 0, width: 9, height: 9, milliseconds: 5, faces: [], crops: [] };
    far.answer(answer);
    expect(await look).toEqual(answer);
    expect(link.starting).toBe(false);
    expect(onStarting.mock.calls).toEqual([[true], [false]]);
  });

  it('leaves nothing on the signal of a look that has its answer', async () => {
    const { signal } = new AbortController();
    const look = createEngineLink(new AbortController(), () => {}).look(source, signal);
    const far = await port(0);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    far.answer({ kind: 'failed', id: 0, reason: 'timeout' });
    await look;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('asks anew when the page comes back from the cache, where it lost its port without a word', async () => {
    const look = createEngineLink(new AbortController(), () => {}).look(source, never);
    await port(0);
    const show = (persisted: boolean) => window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted }));
    show(false);
    for (const index of [1, 2]) {
      window.dispatchEvent(new Event('pagehide'));
      show(true);
      await port(index);
    }
    expect(ports).toHaveLength(3);
    const answer: FromEngine = { kind: 'failed', id: 0, reason: 'timeout' };
    ports[2]?.answer(answer);
    expect(await look).toEqual(answer);
  });

  it('asks once more after the engine was lost, and then no more', async () => {
    const look = createEngineLink(new AbortController(), () => {}).look(source, never);
    (await port(0)).disconnect();
    const second = await port(1);
    expect(second.received).toEqual([{ kind: 'look', id: 0, source }]);
    second.disconnect();
    expect(await look).toEqual({ kind: 'failed', id: 0, reason: 'engine-lost' });
    expect(ports).toHaveLength(2);
  });

  it('ends what the page shows when the extension is gone', async () => {
    const life = new AbortController();
    const link = createEngineLink(life, () => {});
    const look = link.look(source, life.signal);
    const far = await port(0);
    startEngine.mockRejectedValue(new Error('Extension context invalidated.'));
    far.disconnect();
    runtime.id = undefined;
    await vi.waitFor(() => expect(life.signal.aborted).toBe(true));
    runtime.id = 'age-badges';
    expect(await look).toMatchObject({ reason: 'engine-lost' });
    expect(ports).toHaveLength(1);
  });

  it('says why the engine does not start', async () => {
    startEngine.mockResolvedValue({ ok: false, reason: 'engine-unavailable' });
    const look = createEngineLink(new AbortController(), () => {}).look(source, never);
    expect(await look).toMatchObject({ reason: 'engine-unavailable' });
  });

  it('gives up where nobody answers', async () => {
    startEngine.mockRejectedValue(new Error('Receiving end does not exist.'));
    const look = createEngineLink(new AbortController(), () => {}).look(source, never);
    expect(await look).toMatchObject({ reason: 'engine-lost' });
  });

  it('drops a picture that is no longer wanted', async () => {
    const stopper = new AbortController();
    const look = createEngineLink(new AbortController(), () => {}).look(source, stopper.signal);
    const far = await port(0);
    stopper.abort();
    expect(await look).toMatchObject({ reason: 'engine-lost' });
    await vi.waitFor(() => expect(far.received.at(-1)).toEqual({ kind: 'drop', id: 0 }));
  });
});
