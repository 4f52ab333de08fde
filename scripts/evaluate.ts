/**
 * `npm run evaluate -- --data DIR [--split val] [--out r.json] [--details] [--model NAME] [--shard i/n | --from FILE …]
 * [--browser firefox]`: the engine as shipped over labelled pictures, judged by the largest face of each. Rows whose label is in
 * conflict with a copy's are left out. The file has all figures, the terminal those by age unless --details asks for more. --from
 * judges what earlier runs wrote, the shards of one evaluation for instance.
 */
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build as bundle } from 'esbuild';
import type { Outcome } from '../src/engine/pool.ts';
import type { Picture, Report } from '../src/report.ts';
import { sentence } from './browser/annotate.ts';
import { ensureBrowser } from './browser/ensure.ts';
import type { BrowserName } from './browser/launch.ts';
import { runOverPictures } from './browser/picture-queue.ts';
import { bundleOptions } from './build/engine-files.ts';
import { build } from './build.ts';
import { runCommand, UserError, userFolder } from './common/command.ts';
import { prepareFile } from './common/output-file.ts';
import { describeProgram } from './common/program.ts';
import { judge, type SetFigures } from './data/figures.ts';
import { formatDetails, formatOverview } from './data/figures-table.ts';
import { type Label, readLabels } from './data/labels.ts';
import { largestFace } from './data/metrics.ts';
import { ofShard, parseShard } from './data/shard.ts';

const USAGE =
  'usage: npm run evaluate -- --data DIR [--split val] [--out FILE] [--details] [--model NAME] [--shard i/n | --from FILE …] [--browser firefox]';

/** What --out writes. */
export interface Evaluation extends Report {
  /** Of the labels; empty where all were asked for. */
  split: string;
  sets: Record<string, SetFigures>;
  /** The same in Markdown, for the model card. */
  tables: string;
}

function toPicture(source: string, outcome: Outcome | undefined): Picture {
  if (outcome?.status === 'done') return { source, ...outcome };
  const reason = outcome?.reason ?? 'timeout';
  return { source, width: 0, height: 0, status: 'failed', reason, milliseconds: outcome?.milliseconds ?? 0, faces: [] };
}

/** The engine's answers to all pictures. */
async function evaluate(browser: BrowserName, model: string | undefined, dir: string, labels: Label[]): Promise<Report> {
  for (const { set, file } of labels) {
    await access(path.join(dir, set, file)).catch(() => {
      throw new UserError(`${set}/${file}: in labels.csv, but the picture is not there`);
    });
  }
  ensureBrowser(browser);
  const outDir = await mkdtemp(path.join(tmpdir(), 'age-badges-evaluate-'));
  try {
    await build({ outDir, model });
    const served = path.join(outDir, browser === 'chromium' ? 'chrome' : 'firefox');
    await bundle({ ...bundleOptions, entryPoints: [path.join(import.meta.dirname, 'data/evaluate-page.ts')], outdir: served });
    await writeFile(path.join(served, 'index.html'), '<!doctype html><script type="module" src="evaluate-page.js"></script>');
    const pictures: Picture[] = [];
    const version = await runOverPictures({
      browser,
      dir: served,
      pictures: labels.map(({ set, file }) => path.join(dir, set, file)),
      async onAnswer(index, answer) {
        const { set, file } = labels[index] as Label;
        pictures[index] = toPicture(`${set}/${file}`, answer && (JSON.parse(String(answer.body)) as Outcome));
      },
    });
    return { ...(await describeProgram(version, model)), pictures };
  } finally {
    await rm(outDir, { recursive: true });
  }
}

/** What earlier runs wrote of the same model, as one. */
async function readEvaluations(files: string[]): Promise<Report> {
  const reports = await Promise.all(
    files.map(async (file): Promise<Report> => {
      try {
        const report = JSON.parse(await readFile(path.resolve(userFolder, file), 'utf8'));
        if (!Array.isArray(report.pictures)) throw new Error('no pictures in it');
        return report;
      } catch (error) {
        throw new UserError(`${file}: ${(error as Error).message}`);
      }
    }),
  );
  const [first, ...others] = reports as [Report, ...Report[]];
  const stranger = others.findIndex(({ version, model }) => version !== first.version || model !== first.model);
  if (stranger >= 0) throw new UserError(`${files[stranger + 1]} is of another version or model than ${files[0]}`);
  return { ...first, pictures: reports.flatMap(({ pictures }) => pictures) };
}

/** The answers to the labelled pictures, in their order. */
function pick(labels: Label[], { pictures }: Report): Picture[] {
  const known = new Map(pictures.map((picture) => [picture.source, picture]));
  return labels.map(({ set, file }) => {
    const picture = known.get(`${set}/${file}`);
    if (!picture) throw new UserError(`--from: no answer to ${set}/${file}`);
    return picture;
  });
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      split: { type: 'string' },
      out: { type: 'string' },
      details: { type: 'boolean', default: false },
      model: { type: 'string' },
      shard: { type: 'string', default: '0/1' },
      from: { type: 'string', multiple: true },
      browser: { type: 'string', default: 'chromium' },
    },
  });
  const { split = '', browser, model } = values;
  if (!values.data || (browser !== 'chromium' && browser !== 'firefox')) throw new UserError(USAGE);
  const data = path.resolve(userFolder, values.data);
  const out = values.out && path.resolve(userFolder, values.out);
  if (out) await prepareFile(out);
  const wanted = (await readLabels(data)).filter((label) => (!split || label.split === split) && label.note !== 'conflict');
  const labels = ofShard(wanted, parseShard(values.shard));
  if (labels.length === 0) throw new UserError(`${data}/labels.csv: no pictures${split ? ` of split ${split}` : ''}`);
  const report = values.from ? await readEvaluations(values.from) : await evaluate(browser, model, data, labels);
  const pictures = pick(labels, report);
  const failed = pictures.filter(({ status }) => status === 'failed');
  for (const { source, reason = 'internal' } of failed) console.error(`${source}: ${sentence(reason)}`);
  const sets = judge(labels.map((label, i) => ({ label, face: largestFace(pictures[i]?.faces ?? []) })));
  const overview = formatOverview(sets);
  const tables = `${overview}\n\n${formatDetails(sets)}`.trimEnd();
  console.log(values.details ? tables : overview);
  if (out) {
    const evaluation: Evaluation = { ...report, split, pictures, sets, tables };
    await writeFile(out, `${JSON.stringify(evaluation, undefined, 1)}\n`).catch((error) => {
      throw new UserError(`${out}: ${error.message}`);
    });
  }
  return failed.length === pictures.length ? 1 : 0;
}

if (process.argv[1] === import.meta.filename) await runCommand(main);
