import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RECORD_BYTES } from '../../scripts/data/crops-files.ts';
import type { SetFigures } from '../../scripts/data/figures-table.ts';
import type { Report } from '../../src/report.ts';
import { runCommand } from './command.ts';
import { BROWSERS } from './extension.ts';

const root = path.join(import.meta.dirname, '../..');
const sample = path.join(root, '../shared/data/sample');

type Evaluation = Report & { sets: Record<string, SetFigures> };

/** Two photographs and a file that is none, labelled with an age group. */
let data: string;

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'age-badges-test-'));
  await mkdir(path.join(data, 'demo'));
  for (const name of ['sample2.jpg', 'sample3.jpg']) {
    await copyFile(path.join(root, 'node_modules/@vladmandic/face-api/demo', name), path.join(data, 'demo', name));
  }
  await writeFile(path.join(data, 'demo/broken.jpg'), 'no picture');
  const rows = ['sample2.jpg', 'broken.jpg', 'sample3.jpg'].map((file) => `demo,${file},10,59,val`);
  await writeFile(path.join(data, 'labels.csv'), ['set,file,low,high,split', ...rows, ''].join('\n'));
});

afterAll(() => rm(data, { recursive: true }));

async function evaluate(...args: string[]): Promise<Evaluation> {
  const out = path.join(data, 'r.json');
  const { code, stderr } = await runCommand('evaluate', ...args, '--out', out);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(await readFile(out, 'utf8'));
}

describe.each(BROWSERS)('the evaluator in %s', (browser) => {
  it('judges the largest face of each picture and counts a broken picture as missed', async () => {
    const { pictures, sets } = await evaluate('--data', data, '--split', 'val', '--browser', browser);
    expect(pictures.map(({ source, status, faces }) => [source, status, faces.length])).toEqual([
      ['demo/sample2.jpg', 'done', 3],
      ['demo/broken.jpg', 'failed', 0],
      ['demo/sample3.jpg', 'done', 3],
    ]);
    expect(sets).toEqual({ demo: { groups: { faces: 3, missed: 1, exact: 2 / 3, withinOne: 2 / 3 } } });
  });
});

it('answers what it cannot do with one line', async () => {
  expect(await runCommand('evaluate', '--data', data, '--split', 'test')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/no pictures of split test\n$/),
  });
  expect(await runCommand('crops', '--data', path.join(data, 'nowhere'))).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/labels\.csv: not there\n$/),
  });
});

it('cuts crops, lists what was missed, and goes on after a cut-off', async () => {
  const records = path.join(data, 'crops/crops-0-of-1.u8');
  expect((await runCommand('crops', '--data', data)).code).toBe(0);
  const whole = await readFile(records);
  expect(whole).toHaveLength(2 * RECORD_BYTES);
  expect(await readFile(path.join(data, 'crops/missed-0-of-1.csv'), 'utf8')).toBe(
    'set,file,why\ndemo,broken.jpg,not-a-picture\n',
  );
  await truncate(records, RECORD_BYTES + 7);
  const { code, stdout } = await runCommand('crops', '--data', data);
  expect(code).toBe(0);
  expect(stdout).toContain('3 pictures, 2 of them done before');
  expect((await stat(records)).size).toBe(2 * RECORD_BYTES);
  // The second record is cut again, and the same.
  expect((await readFile(records)).equals(whole)).toBe(true);
});

describe.skipIf(!existsSync(sample))('on a sample of the validation faces', () => {
  it('the shipped net finds nearly all and errs by the years it is known for', { timeout: 120_000 }, async () => {
    const { utkface, aaf, fairface } = (await evaluate('--data', sample)).sets;
    expect(utkface?.ages).toMatchObject({ faces: 160 });
    expect(utkface?.ages?.missed).toBeLessThanOrEqual(4);
    expect(utkface?.ages?.mae).toBeLessThan(7.2);
    expect(aaf?.ages?.missed).toBe(0);
    expect(aaf?.ages?.mae).toBeLessThan(6);
    expect(fairface?.groups?.exact).toBeGreaterThan(0.4);
  });
});
