/**
 * `npm run bench [-- --quick] [--browser NAME …] [--part NAME …] [--out FILE]`: ours and its peers, in real browsers on this
 * machine. The terminal has a table, the file all figures as JSON.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { BrowserName } from '../../scripts/browser/launch.ts';
import { runCommand, UserError, userFolder } from '../../scripts/common/command.ts';
import { table } from '../../scripts/common/markdown-table.ts';
import { prepareFile } from '../../scripts/common/output-file.ts';
import { startProgress } from '../../scripts/common/progress.ts';
import { findPython } from '../../scripts/test/trainer.ts';
import { type Figure, inDigits } from './figure.ts';
import { describeMachine, type Machine } from './machine.ts';
import { click } from './parts/click.ts';
import { endless } from './parts/endless.ts';
import { engine } from './parts/engine.ts';
import { frames } from './parts/frames.ts';
import { memory } from './parts/memory.ts';
import { nets } from './parts/nets.ts';
import type { Part } from './parts/part.ts';
import { peers } from './parts/peers.ts';
import { portraits } from './parts/portraits.ts';
import { size } from './parts/size.ts';
import { tiles } from './parts/tiles.ts';
import { hasPictures } from './pictures.ts';

const PARTS: Record<string, Part> = { size, click, engine, tiles, nets, peers, portraits, frames, memory, endless };
/** Those that take minutes even so. */
const NOT_QUICK = ['memory', 'endless'];
/** Those that need pictures with labels. */
const NEEDS_SHARED = ['tiles', 'peers'];
const BROWSERS: BrowserName[] = ['chromium', 'firefox'];

/** What --out writes. */
export interface BenchReport {
  machine: Machine;
  /** A part as in `Chromium 156: portraits`. */
  figures: Figure[];
}

/** What a part needs that is not here. */
function lackOf(name: string): string | undefined {
  if (NEEDS_SHARED.includes(name) && !hasPictures) return 'its pictures are';
  if (name === 'nets' && !findPython()) return 'PyTorch, which writes them, is';
}

function choose<T extends string>(asked: string[] | undefined, known: readonly T[], option: string): T[] {
  for (const name of asked ?? [])
    if (!known.includes(name as T)) throw new UserError(`--${option} ${name}: there are ${known.join(', ')}`);
  return (asked as T[] | undefined) ?? [...known];
}

function format(figures: Figure[]): string {
  const rows = figures.map(({ what, unit, median, low, high, count }) => [
    what,
    `${inDigits(median)} ${unit}`.trim(),
    count > 1 ? `${inDigits(low)} – ${inDigits(high)}` : '',
    count > 1 ? count : '',
  ]);
  return table([figures[0]?.part ?? '', 'median', 'spread', 'times'], rows).join('');
}

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      browser: { type: 'string', multiple: true },
      part: { type: 'string', multiple: true },
      out: { type: 'string' },
    },
  });
  const quick = values.quick;
  const browsers = choose(values.browser, BROWSERS, 'browser');
  const parts = choose(values.part, Object.keys(PARTS), 'part').filter(
    (name) => values.part || !quick || !NOT_QUICK.includes(name),
  );
  const out = values.out && path.resolve(userFolder, values.out);
  if (out) await prepareFile(out);
  const report: BenchReport = { machine: describeMachine(), figures: [] };
  console.log(Object.values(report.machine).join(', '));
  for (const browser of browsers)
    for (const name of parts) {
      const lack = lackOf(name);
      if (lack) {
        console.log(`${name}: left out, as ${lack} not here`);
        continue;
      }
      const progress = startProgress();
      const { version, figures } = await (PARTS[name] as Part)({
        browser,
        quick,
        onProgress: (text) => progress.update(`${browser}, ${name}: ${text}`),
      });
      const ofPart = figures.map((figure) => ({ part: `${version}: ${name}`, ...figure }));
      progress.end(format(ofPart));
      report.figures.push(...ofPart);
      if (out) await writeFile(out, `${JSON.stringify(report, undefined, 1)}\n`);
    }
  return 0;
});
