import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RECORD_BYTES } from '../../scripts/data/crops-files.ts';
import type { Evaluation } from '../../scripts/evaluate.ts';
import { temporaryFolder } from '../unit/temporary-folder.ts';
import { runCommand } from './command.ts';
import { BROWSERS } from './extension.ts';

const root = path.join(import.meta.dirname, '../..');
const sample = path.join(root, '../shared/data/sample');

/** Two photographs and a file that is none, labelled with an age group. */
let data: string;

async function writeLabels(dir: string, files: string[]): Promise<void> {
  const rows = files.map((file) => `demo,${file},10,59,female,val\n`);
  await writeFile(path.join(dir, 'labels.csv'), ['set,file,low,high,gender,split\n', ...rows].join(''));
}

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'age-badges-test-'));
  await mkdir(path.join(data, 'demo'));
  for (const name of ['sample2.jpg', 'sample3.jpg']) {
    await copyFile(path.join(root, 'node_modules/@vladmandic/face-api/demo', name), path.join(data, 'demo', name));
  }
  await writeFile(path.join(data, 'demo/broken.jpg'), 'no picture');
  await writeLabels(data, ['sample2.jpg', 'broken.jpg', 'sample3.jpg']);
});

afterAll(() => rm(data, { recursive: true }));

const out = () => path.join(data, 'r.json');
const written = async (): Promise<Evaluation> => JSON.parse(await readFile(out(), 'utf8'));

describe.each(BROWSERS)('the evaluator in %s', (browser) => {
  it('judges the largest face of each picture, names a broken one and counts it as missed', async () => {
    const answer = await runCommand('evaluate', '--data', data, '--split', 'val', '--browser', browser, '--out', out());
    expect(answer).toMatchObject({ code: 0, stderr: 'demo/broken.jpg: This is not a picture that can be read.\n' });
    const { pictures, split, sets, tables } = await written();
    expect(pictures.map(({ source, status, faces }) => [source, status, faces.length])).toEqual([
      ['demo/sample2.jpg', 'done', 3],
      ['demo/broken.jpg', 'failed', 0],
      ['demo/sample3.jpg', 'done', 3],
    ]);
    expect(split).toBe('val');
    expect(sets.demo).toMatchObject({
      groups: { faces: 3, missed: 1, exact: 2 / 3 },
      gender: { female: { groups: { faces: 3 } } },
    });
    expect(tables).toMatch(/^\| demo, female +\| +3 \| +1 \|/m);
    expect(answer.stdout).toContain('| demo ');
    expect(answer.stdout).not.toContain('demo, female');

    const report = await written();
    const parts = await Promise.all(
      [pictures.slice(2), pictures.slice(0, 2)].map(async (some, part) => {
        const file = path.join(data, `part${part}.json`);
        await writeFile(file, JSON.stringify({ ...report, pictures: some }));
        return ['--from', file];
      }),
    );
    expect(await runCommand('evaluate', '--data', data, '--split', 'val', ...parts.flat(), '--out', out())).toMatchObject({
      code: 0,
    });
    expect(await written()).toEqual(report);
  });
});

it('fails where every picture does, and writes it down', async () => {
  const dir = temporaryFolder();
  await mkdir(path.join(dir, 'demo'));
  await copyFile(path.join(data, 'demo/broken.jpg'), path.join(dir, 'demo/broken.jpg'));
  await writeLabels(dir, ['broken.jpg']);
  const { code, stdout } = await runCommand('evaluate', '--data', dir, '--details', '--out', out());
  expect(code).toBe(1);
  expect(stdout).toMatch(/^\| demo, female +\| +1 \| +1 \|/m);
  expect((await written()).pictures).toMatchObject([{ status: 'failed', reason: 'not-a-picture' }]);
});

it('answers what it cannot do with one line', async () => {
  const dir = temporaryFolder();
  await writeLabels(dir, ['gone.jpg']);
  const labels = path.join(dir, 'labels.csv');
  const answers: [line: RegExp, command: string, ...args: string[]][] = [
    [/^usage: .+\n$/, 'evaluate'],
    [/^.+: no pictures of split test\n$/, 'evaluate', '--data', dir, '--split', 'test'],
    [/^demo\/gone\.jpg: .+ not there\n$/, 'evaluate', '--data', dir],
    [/^.+: cannot be written there\n$/, 'evaluate', '--data', dir, '--out', path.join(labels, 'r.json')],
    [/^.+: is a folder\n$/, 'evaluate', '--data', dir, '--out', dir],
    [/^gone\.json: .+\n$/, 'evaluate', '--data', dir, '--from', 'gone.json'],
    [/^--from: no answer to .+\n$/, 'evaluate', '--data', dir, '--from', path.join(data, 'part0.json')],
    [/^--model none: .+\n$/, 'evaluate', '--data', data, '--model', 'none'],
    [/^.+labels\.csv: not there\n$/, 'crops', '--data', path.join(dir, 'nowhere')],
  ];
  for (const [line, command, ...args] of answers) {
    const { code, stdout, stderr } = await runCommand(command, ...args);
    expect({ failed: code !== 0, stdout, stderr }).toEqual({ failed: true, stdout: '', stderr: expect.stringMatching(line) });
  }
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

/** What the shipped net does on the sample, measured in Chromium: years, and shares of exact groups. */
const KNOWN = { utkface: 6.24, aaf: 5.28, fairface: 0.417 };

describe.skipIf(!existsSync(sample))('on a sample of the validation faces', () => {
  it.each([
    ['chromium', 0.05],
    ['firefox', 0.1],
  ])('the shipped net errs in %s by the years it is known for', { timeout: 180_000 }, async (browser, toleranceYears) => {
    const outcome = await runCommand('evaluate', '--data', sample, '--browser', browser, '--out', out());
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    const { utkface, aaf, fairface } = (await written()).sets;
    expect(utkface?.ages).toMatchObject({ faces: 160 });
    expect(utkface?.ages?.missed).toBeLessThanOrEqual(4);
    expect(aaf?.ages).toMatchObject({ faces: 120, missed: 0 });
    expect(Math.abs((utkface?.ages?.mae ?? 0) - KNOWN.utkface)).toBeLessThanOrEqual(toleranceYears);
    expect(Math.abs((aaf?.ages?.mae ?? 0) - KNOWN.aaf)).toBeLessThanOrEqual(toleranceYears);
    expect(Math.abs((fairface?.groups?.exact ?? 0) - KNOWN.fairface)).toBeLessThanOrEqual(0.01);
  });
});
