import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report.ts';
import { runCommand } from './command.ts';
import { BROWSERS } from './extension.ts';

const root = path.join(import.meta.dirname, '../..');
const portraits = path.join(root, '../shared/pages/portraits');

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'age-badges-test-'));
});

afterAll(() => rm(folder, { recursive: true }));

const start = (...args: string[]) => runCommand('start', ...args, '--headless');

async function run(name: string, ...args: string[]): Promise<Report> {
  const out = path.join(folder, `${name}.json`);
  const { code, stderr } = await start(...args, '--out', out, '--screenshot', path.join(folder, `${name}.png`));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(await readFile(out, 'utf8'));
}

it.each(BROWSERS)('tells the ages on the sample photographs in %s, and keeps a screenshot', async (name) => {
  const report = await run(name, '--browser', name);
  expect(report).toMatchObject({ program: 'age-badges', browser: expect.stringMatching(/^(Chromium|Firefox) \d/) });
  expect(report.pictures.map(({ source }) => source)).toEqual([1, 2, 3, 4, 5, 6].map((i) => `sample${i}.jpg`));
  expect(report.pictures.flatMap(({ faces }) => faces)).toHaveLength(22);
  expect((await stat(path.join(folder, `${name}.png`))).size).toBeGreaterThan(100_000);
});

it('answers what it cannot do with one line', async () => {
  const broken = path.join(folder, 'broken.jpg');
  await writeFile(broken, 'no picture');
  expect(await start(path.join(folder, 'nowhere'))).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/nowhere: not there\n$/),
  });
  const { code, stdout, stderr } = await start(broken, '--screenshot', path.join(folder, 'broken.png'));
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toMatch(/\nbroken\.jpg +\S.*\./);
});

describe.skipIf(!existsSync(portraits))('a hundred portraits', () => {
  it('have a face and an age each, the same in both browsers', { timeout: 180_000 }, async () => {
    const [chromium, firefox] = [await run('a', portraits), await run('b', portraits, '--browser', 'firefox')];
    for (const { pictures } of [chromium, firefox]) {
      expect(pictures).toHaveLength(100);
      expect(pictures.filter(({ faces }) => faces.length > 0).length).toBeGreaterThanOrEqual(97);
    }
    const ages = ({ pictures }: Report) =>
      pictures.flatMap(({ source, faces }) => faces.map(({ age }, i) => [`${source} ${i}`, age] as const));
    const inFirefox = new Map(ages(firefox));
    const alike = ages(chromium).filter(([face, age]) => Math.abs(age - (inFirefox.get(face) ?? Number.NaN)) <= 1);
    expect(alike.length).toBeGreaterThanOrEqual(0.95 * ages(chromium).length);
  });
});
