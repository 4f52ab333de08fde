import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { copyEngineFiles } from '../../../scripts/build/engine-files.ts';
import { build } from '../../../scripts/build.ts';
import { UserError } from '../../../scripts/common/command.ts';
import { modelFolder } from '../../../scripts/common/model-folder.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const shipped = modelFolder();
const shippedFiles = ['c3ae.bin', 'face-detector-near.tflite', 'face-detector.tflite', 'models.json'];

/** A `models/` with a variant beside the default model. */
async function withVariant(): Promise<string> {
  const folder = temporaryFolder();
  const variant = path.join(folder, 'c3ae-open');
  await mkdir(variant);
  for (const name of ['models.json', 'c3ae.bin', 'MODEL_CARD.md']) {
    await cp(path.join(shipped, name), path.join(folder, name));
    await cp(path.join(shipped, name), path.join(variant, name));
  }
  const description = JSON.parse(await readFile(path.join(variant, 'models.json'), 'utf8'));
  description.age.name = 'c3ae-open';
  await writeFile(path.join(variant, 'models.json'), JSON.stringify(description));
  return folder;
}

it('ships the default model and nothing that lies beside it', async () => {
  const outDir = temporaryFolder();
  await copyEngineFiles(outDir, modelFolder(undefined, await withVariant()));
  expect((await readdir(path.join(outDir, 'models'))).sort()).toEqual(shippedFiles);
});

it('ships the variant that is named', async () => {
  const outDir = temporaryFolder();
  await copyEngineFiles(outDir, modelFolder('open', await withVariant()));
  expect((await readdir(path.join(outDir, 'models'))).sort()).toEqual(shippedFiles);
  const { age } = JSON.parse(await readFile(path.join(outDir, 'models/models.json'), 'utf8'));
  expect(age.name).toBe('c3ae-open');
});

it.each(['shut', '', '../training', 'open/../c3ae-open'])('answers --model "%s" with one line', async (variant) => {
  const folder = await withVariant();
  expect(() => modelFolder(variant, folder)).toThrow(UserError);
  expect(() => modelFolder(variant, folder)).toThrow(/^--model [^\n]*$/);
});

it('builds nothing with an unknown model', async () => {
  const outDir = temporaryFolder();
  await expect(build({ outDir, model: 'shut' })).rejects.toMatchObject({
    exitCode: 1,
    message: '--model shut: there is no models/c3ae-shut/models.json',
  });
  expect(await readdir(outDir)).toEqual([]);
});
