/** Damaged pictures by the hundred: whatever decoders make of them, the engine answers each once and works on as before. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { askEngine } from './engine-port.ts';
import { BROWSERS, useExtension } from './extension.ts';
import { mutants } from './mutants.ts';

/** `AGE_BADGES_MUTANTS=5000` tries more, `AGE_BADGES_SEED=7` others. */
const count = Number(process.env.AGE_BADGES_MUTANTS ?? 300);
const seed = Number(process.env.AGE_BADGES_SEED ?? 1);
const AT_ONCE = 200;

const photograph = await readFile(new URL('../../node_modules/@vladmandic/face-api/demo/sample1.jpg', import.meta.url));

/** Runs in a page. Something with edges, in each format that the browser writes, in base64. */
async function draw(): Promise<string[]> {
  const canvas = new OffscreenCanvas(96, 80);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  const colours = context.createLinearGradient(0, 0, 96, 80);
  for (const [stop, colour] of ['teal', 'orange', 'white', 'black'].entries()) colours.addColorStop(stop / 3, colour);
  context.fillStyle = colours;
  context.fillRect(0, 0, 96, 80);
  context.strokeText('picture', 20, 40);
  const types = ['image/png', 'image/jpeg', 'image/webp'];
  const blobs = await Promise.all(types.map((type) => canvas.convertToBlob({ type })));
  return Promise.all(blobs.map(async (blob) => new Uint8Array(await blob.arrayBuffer()).toBase64()));
}

describe.each(BROWSERS)('damaged pictures in %s', (name) => {
  const at = useExtension(name, []);

  /** Of the photograph, with bytes behind its end: what is known is not looked at. */
  async function faces(behind: string) {
    const [answers] = await askEngine(at.extension.control, [
      Buffer.concat([photograph, Buffer.from(behind)]).toString('base64'),
    ]);
    const [answer] = answers ?? [];
    return answer?.kind === 'faces' ? answer.faces : answer;
  }

  it(`break nothing for good (${count} with seed ${seed})`, { timeout: 60_000 + count * 100 }, async () => {
    const before = await faces('before');
    expect(before).toHaveLength(3);
    const drawn = (await at.extension.control.evaluate(draw)).map((base64) => Buffer.from(base64, 'base64'));
    const gif = Buffer.from(await (await fetch(`${at.server.origin}/bad/animated.gif`)).arrayBuffer());
    const pictures = [...mutants([...drawn, gif], count, seed)].map((bytes) => bytes.toString('base64'));
    const outcomes: Record<string, number> = {};
    for (let start = 0; start < count; start += AT_ONCE)
      for (const answers of await askEngine(at.extension.control, pictures.slice(start, start + AT_ONCE))) {
        const outcome = answers.map((answer) => (answer.kind === 'failed' ? answer.reason : 'faces')).join();
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      }
    for (const outcome of Object.keys(outcomes)) expect(['faces', 'not-a-picture', 'too-small', 'too-large']).toContain(outcome);
    expect(await faces('after')).toEqual(before);
  });
});
