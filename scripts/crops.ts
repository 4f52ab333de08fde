/**
 * `npm run crops -- --data DIR [--shard i/n]`: cuts the context crops of every labelled picture with the engine itself, in a
 * headless browser. Writes DIR/crops/crops-I-of-N.u8 (a record per face, [3, 80, 80, 3] RGB), the same name .csv (a row per
 * record) and missed-I-of-N.csv. Runs again safely: what is done stays.
 */
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { ensureBrowser } from './browser/ensure.ts';
import { runOverPictures } from './browser/picture-queue.ts';
import { bundleOptions, copyEngineFiles } from './build/engine-files.ts';
import { runCommand, UserError, userFolder } from './common/command.ts';
import { COLUMNS, openCrops, RECORD_BYTES } from './data/crops-files.ts';
import { type Label, readLabels } from './data/labels.ts';
import { ofShard, parseShard } from './data/shard.ts';

const USAGE = 'usage: npm run crops -- --data DIR [--shard i/n]';

/** What the browser loads: the engine's files and workers that ask for pictures. */
async function servedFiles(workers: number): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'age-badges-crops-'));
  await copyEngineFiles(dir);
  await build({ ...bundleOptions, entryPoints: [path.join(import.meta.dirname, 'data/crops-worker.ts')], outdir: dir });
  const script = `for (let i = 0; i < ${workers}; i++)
    new Worker('crops-worker.js', { type: 'module' }).onerror = (event) => console.error(event.message);`;
  await writeFile(path.join(dir, 'index.html'), `<!doctype html><script>${script}</script>`);
  return dir;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { data: { type: 'string' }, shard: { type: 'string', default: '0/1' } } });
  if (!values.data) throw new UserError(USAGE);
  const data = path.resolve(userFolder, values.data);
  const shard = parseShard(values.shard);
  const labels = ofShard(await readLabels(data), shard);
  const { files, known } = await openCrops(path.join(data, 'crops'), shard);
  const todo = labels.filter(({ set, file }) => !known.has(`${set}/${file}`));
  console.log(`${labels.length} pictures, ${labels.length - todo.length} of them done before`);

  ensureBrowser('chromium');
  let missed = 0;
  const dir = await servedFiles(availableParallelism());
  try {
    await runOverPictures({
      browser: 'chromium',
      dir,
      pictures: todo.map(({ set, file }) => path.join(data, set, file)),
      async onAnswer(index, answer) {
        const { set, file } = todo[index] as Label;
        if (answer?.body.length === RECORD_BYTES) {
          const row: Record<string, unknown> = { set, file, ...answer.about };
          await appendFile(files.records, answer.body);
          await appendFile(files.rows, `${COLUMNS.map((name) => row[name]).join(',')}\n`);
        } else {
          missed++;
          await appendFile(files.missed, `${set},${file},${answer?.about.missed ?? 'timeout'}\n`);
        }
      },
    });
  } finally {
    await rm(dir, { recursive: true });
  }
  console.log(`${todo.length - missed} faces cut, ${missed} pictures missed: ${files.missed}`);
  return 0;
}

await runCommand(main);
