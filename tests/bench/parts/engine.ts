/** Where the engine's milliseconds go: a picture of 640 px with one face, stage by stage, and a hundred of them with one worker and with two. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserName, launch } from '../../../scripts/browser/launch.ts';
import { drawPortrait } from '../../browser/click.ts';
import { startServer } from '../../browser/server.ts';
import { type Figures, figure, median } from '../figure.ts';
import { askWorker, runSystems } from '../systems/run-systems.ts';
import type { StageTimes } from '../workers/stages.ts';
import type { Part } from './part.ts';

const BATCH = 100;
/** What the paper's full model needs for a face, in millions of multiply-accumulates (Table 1, three crops). */
const PAPER_MACS = 37.7;

export const engine: Part = async ({ browser, quick, onProgress }) => {
  const dir = await mkdtemp(path.join(tmpdir(), 'age-badges-bench-'));
  const file = path.join(dir, 'portrait.jpg');
  try {
    await writeFile(file, await makePortrait(browser));
    onProgress('stages');
    const stages = await timeStages(browser, file);
    const files = Array<string>(BATCH * (quick ? 2 : 5)).fill(file);
    const { version, runs } = await runSystems({
      browser,
      names: ['ours-1', 'ours-2'],
      groups: [files],
      chunk: BATCH,
      onProgress,
    });
    const [one = [], two = []] = [...runs.values()].map(({ groups }) => groups[0]?.pictureMs);
    return {
      version,
      figures: [
        ...stages,
        figure(`a picture in a batch of ${BATCH}, one worker`, 'ms', one),
        figure(`a picture in a batch of ${BATCH}, two workers`, 'ms', two),
        figure(
          'two workers against one',
          'x',
          one.map((ms, round) => ms / (two[round] ?? Number.NaN)),
        ),
      ],
    };
  } finally {
    await rm(dir, { recursive: true });
  }
};

async function makePortrait(browser: BrowserName): Promise<Buffer> {
  const server = await startServer();
  const launched = await launch(browser);
  try {
    const page = await launched.browser.newPage();
    await page.goto(`${server.origin}/one-picture.html`);
    const [, base64 = ''] = (await drawPortrait(page)).split(',');
    return Buffer.from(base64, 'base64');
  } finally {
    await launched.close();
    server.close();
  }
}

async function timeStages(browser: BrowserName, file: string): Promise<Figures> {
  const { times, netMacs, macsRate } = (await askWorker<StageTimes>(browser, [file], 'stages', '/picture/0')).answer;
  const rate = median(macsRate);
  const net = median(times['age net'] ?? []);
  return [
    ...Object.entries(times).map(([stage, ms]) => figure(stage, 'ms', ms)),
    figure('million multiply-accumulates of the backend in a millisecond', '', macsRate),
    figure('million multiply-accumulates of the net for a face', '', [netMacs / 1e6]),
    figure('age net against the time that these need', 'x', [net / (netMacs / 1e6 / rate)]),
    figure(`age net against the time that the ${PAPER_MACS} million of the paper need`, 'x', [net / (PAPER_MACS / rate)]),
  ];
}
