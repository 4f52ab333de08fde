/**
 * `npm run evaluate -- --data DIR [--split val] [--out r.json] [--shard i/n] [--browser firefox]`: the engine as shipped over
 * labelled pictures, judged by the largest face of each. Rows whose label is in conflict with a copy's are left out.
 */
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build as bundle } from 'esbuild';
import type { Outcome } from '../src/engine/pool.ts';
import type { Picture, Report } from '../src/report.ts';
import { ensureBrowser } from './browser/ensure.ts';
import { runOverPictures } from './browser/picture-queue.ts';
import { bundleOptions } from './build/engine-files.ts';
import { build } from './build.ts';
import { runCommand, UserError, userFolder } from './common/command.ts';
import { prepareFile } from './common/output-file.ts';
import { describeProgram } from './common/program.ts';
import { formatFigures, type SetFigures } from './data/figures-table.ts';
import { type Label, readLabels } from './data/labels.ts';
import { ageFigures, byDecade, groupBy, groupFigures, type Judged, largestFace } from './data/metrics.ts';
import { ofShard, parseShard } from './data/shard.ts';

const USAGE =
  'usage: npm run evaluate -- --data DIR [--split train|val|test] [--out FILE] [--shard i/n] [--browser chromium|firefox]';

function toPicture(source: string, outcome: Outcome | undefined): Picture {
  if (outcome?.status === 'done') return { source, ...outcome };
  const reason = outcome?.reason ?? 'timeout';
  return { source, width: 0, height: 0, status: 'failed', reason, milliseconds: outcome?.milliseconds ?? 0, faces: [] };
}

/** The engine's answers to all pictures, in their order. */
async function lookAtAll(browser: 'chromium' | 'firefox', dir: string, labels: Label[]): Promise<[Picture[], string]> {
  const outDir = await mkdtemp(path.join(tmpdir(), 'age-badges-evaluate-'));
  try {
    await build({ outDir });
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
    return [pictures, version];
  } finally {
    await rm(outDir, { recursive: true });
  }
}

/** Figures per set, and per decade in sets with exact ages. */
function judge(rows: Judged[]): Record<string, SetFigures> {
  return Object.fromEntries(
    [...groupBy(rows, ({ label }) => label.set)].map(([set, ofSet]) => {
      const exact = ofSet.filter(({ label }) => label.low === label.high);
      const intervals = ofSet.filter(({ label }) => label.low < label.high);
      return [
        set,
        {
          ...(exact.length > 0 && {
            ages: ageFigures(exact),
            decades: Object.fromEntries([...byDecade(exact)].map(([decade, ofDecade]) => [decade, ageFigures(ofDecade)])),
          }),
          ...(intervals.length > 0 && { groups: groupFigures(intervals) }),
        },
      ];
    }),
  );
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      split: { type: 'string' },
      out: { type: 'string' },
      shard: { type: 'string', default: '0/1' },
      browser: { type: 'string', default: 'chromium' },
    },
  });
  const { split, browser } = values;
  if (!values.data || (browser !== 'chromium' && browser !== 'firefox')) throw new UserError(USAGE);
  const data = path.resolve(userFolder, values.data);
  const out = values.out && path.resolve(userFolder, values.out);
  if (out) await prepareFile(out);
  const wanted = (await readLabels(data)).filter((label) => (!split || label.split === split) && label.note !== 'conflict');
  const labels = ofShard(wanted, parseShard(values.shard));
  if (labels.length === 0) throw new UserError(`${data}/labels.csv: no pictures${split ? ` of split ${split}` : ''}`);
  for (const { set, file } of labels) {
    await access(path.join(data, set, file)).catch(() => {
      throw new UserError(`${set}/${file}: in labels.csv, but the picture is not there`);
    });
  }
  ensureBrowser(browser);
  const [pictures, version] = await lookAtAll(browser, data, labels);
  const sets = judge(labels.map((label, i) => ({ label, face: largestFace(pictures[i]?.faces ?? []) })));
  console.log(formatFigures(sets));
  if (out) {
    const report: Report & { sets: typeof sets } = { ...(await describeProgram(version)), pictures, sets };
    await writeFile(out, `${JSON.stringify(report, undefined, 1)}\n`);
  }
  return 0;
}

if (process.argv[1] === import.meta.filename) await runCommand(main);
