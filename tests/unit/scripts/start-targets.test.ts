import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { resolveTargets } from '../../../scripts/start/targets.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'age-badges-test-'));
  await mkdir(path.join(folder, 'a/deep'), { recursive: true });
  await mkdir(path.join(folder, 'b'));
  await mkdir(path.join(folder, 'empty'));
  for (const file of ['a/10.jpg', 'a/9.PNG', 'a/notes.txt', 'a/deep/x & y?.webp', 'b/1.gif', 'page.html']) {
    await writeFile(path.join(folder, file), file);
  }
});

afterAll(() => rm(folder, { recursive: true }));

const sources = async (...names: string[]) => {
  const { pictures } = await resolveTargets(names.map((name) => path.join(folder, name)));
  return pictures.map(({ source }) => source);
};

it('finds pictures all the way down, in the order of their numbers', async () => {
  expect(await sources('a')).toEqual(['9.PNG', '10.jpg', 'deep/x & y?.webp']);
});

it('names the folder where there are several', async () => {
  expect(await sources('b', 'a')).toEqual(['b/1.gif', 'a/9.PNG', 'a/10.jpg', 'a/deep/x & y?.webp']);
});

it('tells files, pages and URLs apart', async () => {
  const page = path.join(folder, 'page.html');
  const found = await resolveTargets([page, 'https://example.org/', path.join(folder, 'a/notes.txt')]);
  expect(found).toMatchObject({ pageFiles: [page], urls: ['https://example.org/'], pictures: [{ source: 'notes.txt' }] });
});

it('says in one line what is not there', async () => {
  await expect(sources('nowhere')).rejects.toThrow(/nowhere: not there$/);
  await expect(sources('empty')).rejects.toThrow(/empty: no pictures in it/);
});
