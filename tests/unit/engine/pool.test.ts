import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEngine, type WorkerAnswer, type WorkerQuestion, type WorkerStart } from '../../../src/engine/pool.ts';

const done: WorkerAnswer = { look: { width: 10, height: 20, faces: [] } };

/** Stands for the browser's Worker: answers by `reply`, or never where that returns undefined. */
class FakeWorker {
  static started: FakeWorker[] = [];
  static reply: (text: string) => WorkerAnswer | 'crash' | undefined = () => done;
  onmessage: (event: { data: { id: number; answer: WorkerAnswer } }) => void = () => {};
  onerror: () => void = () => {};
  terminated = false;
  readonly modules: WebAssembly.Module[] = [];

  constructor() {
    FakeWorker.started.push(this);
  }

  private turn: Promise<unknown> = Promise.resolve();

  postMessage(message: WorkerStart | WorkerQuestion) {
    if ('wasm' in message) return void this.modules.push(message.wasm);
    const { id, picture } = message;
    this.turn = this.turn.then(async () => {
      const answer = FakeWorker.reply(await picture.text());
      if (this.terminated) return;
      if (answer === 'crash') this.onerror();
      else if (answer) this.onmessage({ data: { id, answer } });
      else await new Promise(() => {});
    });
  }

  terminate() {
    this.terminated = true;
  }
}

const picture = (text = 'good') => new Blob([text]);
// The smallest there is: its magic number and version.
const compile = vi.fn(() => WebAssembly.compile(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)));
const engine = (workers = 1, timeoutMs = 200) => createEngine({ workerUrl: 'engine-worker.js', compile, workers, timeoutMs });

beforeEach(() => {
  compile.mockClear();
  FakeWorker.started = [];
  FakeWorker.reply = (text) => (text === 'hang' ? undefined : text === 'crash' ? 'crash' : done);
  vi.stubGlobal('Worker', FakeWorker);
});
afterEach(() => vi.unstubAllGlobals());

describe('the pool', () => {
  it('starts workers on demand, no more than allowed', async () => {
    const { look } = engine(2);
    await look(picture());
    expect(FakeWorker.started).toHaveLength(1);
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => look(picture())));
    expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill('done'));
    expect(FakeWorker.started).toHaveLength(2);
  });

  it.each([
    ['hang', 'timeout'],
    ['crash', 'engine-unavailable'],
  ])('replaces a worker that does not answer (%s) and goes on with the next picture', async (text, reason) => {
    const { look } = engine();
    const outcomes = await Promise.all([look(picture(text)), look(picture())]);
    expect(outcomes).toMatchObject([{ status: 'failed', reason }, { status: 'done' }]);
    expect(FakeWorker.started.map(({ terminated }) => terminated)).toEqual([true, true, false]);
  });

  it.each([[undefined], ['crash' as const]])('tries a picture once more in a new worker (%s)', async (first) => {
    const replies = [first];
    FakeWorker.reply = () => (replies.length > 0 ? replies.pop() : done);
    expect(await engine().look(picture())).toMatchObject({ status: 'done' });
    expect(FakeWorker.started.map(({ terminated }) => terminated)).toEqual([true, false]);
  });

  it('gives two pictures to two workers, though each could take both', async () => {
    const { look } = engine(2);
    const looks = [look(picture()), look(picture())];
    expect(FakeWorker.started).toHaveLength(2);
    await Promise.all(looks);
  });

  it('says at once that it cannot run where the worker broke before there was a picture', async () => {
    FakeWorker.reply = () => 'crash';
    const { warmUp, look } = engine();
    warmUp();
    FakeWorker.started[0]?.onerror();
    expect(await look(picture())).toMatchObject({ status: 'failed', reason: 'engine-unavailable' });
    expect(FakeWorker.started).toHaveLength(3);
  });

  it('compiles once, for the workers that follow too', async () => {
    const { look } = engine(2);
    await Promise.all([look(picture()), look(picture()), look(picture('crash'))]);
    const { length } = FakeWorker.started;
    expect(length).toBeGreaterThan(2);
    await expect.poll(() => FakeWorker.started.flatMap(({ modules }) => modules)).toHaveLength(length);
    expect(new Set(FakeWorker.started.flatMap(({ modules }) => modules)).size).toBe(1);
    expect(compile).toHaveBeenCalledOnce();
  });

  it('says that it cannot run where there is nothing to compile, and tries anew with the next picture', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    FakeWorker.reply = () => undefined;
    for (let attempt = 0; attempt < 2; attempt++) compile.mockRejectedValueOnce(new Error('no such file'));
    const { look } = engine();
    expect(await look(picture())).toMatchObject({ status: 'failed', reason: 'engine-unavailable' });
    FakeWorker.reply = () => done;
    expect(await look(picture())).toMatchObject({ status: 'done' });
  });

  it('warms up one worker, which then takes the first picture', async () => {
    const { warmUp, look } = engine(2);
    warmUp();
    expect(FakeWorker.started).toHaveLength(1);
    await look(picture());
    expect(FakeWorker.started).toHaveLength(1);
  });

  it('blames the picture, not the browser, when a worker breaks that has worked before', async () => {
    const { look } = engine();
    await look(picture());
    expect(await look(picture('crash'))).toMatchObject({ status: 'failed', reason: 'internal' });
  });

  it('blames the picture, too, where another worker has worked before', async () => {
    const { look } = engine(2);
    await look(picture());
    const outcomes = await Promise.all(Array.from({ length: 2 }, () => look(picture('crash'))));
    expect(outcomes).toMatchObject(Array(2).fill({ status: 'failed', reason: 'internal' }));
  });

  it('keeps a worker that refuses a picture', async () => {
    FakeWorker.reply = () => ({ reason: 'not-a-picture' });
    const { look } = engine();
    expect(await look(picture())).toMatchObject({ status: 'failed', reason: 'not-a-picture' });
    await look(picture());
    expect(FakeWorker.started).toHaveLength(1);
  });

  it('answers an aborted look at once and never works on it if it still waits', async () => {
    const seen: string[] = [];
    FakeWorker.reply = (text) => {
      seen.push(text);
      return done;
    };
    const { look } = engine();
    const controller = new AbortController();
    const looks = [
      look(picture('first')),
      look(picture('second')),
      look(picture('dropped'), controller.signal),
      look(picture('last')),
    ];
    controller.abort();
    expect((await Promise.all(looks)).map((outcome) => ('reason' in outcome ? outcome.reason : 'done'))).toEqual([
      'done',
      'done',
      'engine-lost',
      'done',
    ]);
    expect(seen).toEqual(['first', 'second', 'last']);
  });

  it('closes: what is open is lost, the workers end', async () => {
    const { look, close } = engine();
    const looks = [look(picture('hang')), look(picture())];
    await vi.waitFor(() => expect(FakeWorker.started).toHaveLength(1));
    close();
    expect(await Promise.all(looks)).toMatchObject([{ reason: 'engine-lost' }, { reason: 'engine-lost' }]);
    expect(FakeWorker.started[0]?.terminated).toBe(true);
  });
});
