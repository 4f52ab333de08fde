/** `npx tsx tests/bench/chart.ts REPORT.json CHART.svg`: speed and faces found, as bars, of what `npm run bench -- --out` wrote. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { BenchReport } from './bench.ts';
import { inDigits } from './figure.ts';

interface Bar {
  name: string;
  value: number;
  isOurs: boolean;
}

interface Group {
  title: string;
  unit: string;
  bars: Bar[];
}

const SYSTEMS = { 'ours-2': 'Age Badges', human: 'Human', 'face-api': 'face-api.js' } as const;
const WIDTH_PX = 720;
const LABEL_PX = 110;
const BAR_PX = 16;
const GAP_PX = 5;
const TITLE_PX = 30;

/** A group for each figure, of which `what` has the text behind the system's name. */
function groups({ figures }: BenchReport): Group[] {
  const group = (title: string, unit: string, isMeant: (what: string, system: string) => boolean): Group[] => {
    const bars = Object.entries(SYSTEMS).flatMap(([system, name]): Bar[] => {
      const found = figures.find(({ what }) => isMeant(what, system));
      return found ? [{ name, value: found.median, isOurs: system === 'ours-2' }] : [];
    });
    return bars.length > 0 ? [{ title, unit, bars }] : [];
  };
  // One worker finds the same faces as two.
  const recall = (height: string) =>
    group(`Faces found, ${height} high`, '%', (what, system) =>
      what.startsWith(`${system.replace('ours-2', 'ours-1')}: faces found from ${Number.parseInt(height, 10)} px`),
    );
  return [
    ...group('A picture', 'ms', (what, system) => what === `${system}: a picture of both, mean`),
    ...recall('20 to 40 px'),
    ...recall('40 to 80 px'),
    ...recall('80 px and more'),
  ];
}

function draw(drawn: Group[]): string {
  let y = 0;
  const parts = drawn.flatMap(({ title, unit, bars }) => {
    const most = Math.max(...bars.map(({ value }) => value));
    const scale = (WIDTH_PX - LABEL_PX - 80) / most;
    y += TITLE_PX;
    const lines = [`<text class="title" x="0" y="${y - 9}">${title}</text>`];
    for (const { name, value, isOurs } of bars) {
      const width = (value * scale).toFixed(1);
      lines.push(
        `<text x="${LABEL_PX - 8}" y="${y + 12}" text-anchor="end">${name}</text>`,
        `<rect class="${isOurs ? 'ours' : 'other'}" x="${LABEL_PX}" y="${y}" width="${width}" height="${BAR_PX}" rx="2"/>`,
        `<text x="${LABEL_PX + Number(width) + 6}" y="${y + 12}">${inDigits(value)} ${unit}</text>`,
      );
      y += BAR_PX + GAP_PX;
    }
    return lines;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH_PX}" height="${y + GAP_PX}" viewBox="0 0 ${WIDTH_PX} ${y + GAP_PX}">
<title>${Object.values(SYSTEMS).join(', ')}: speed and faces found</title>
<style>
  svg { background: #fff }
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .ours { fill: #0b6e75 }
  .other { fill: #9aa5ab }
  @media (prefers-color-scheme: dark) { svg { background: #0d1117 } text { fill: #e6edf3 } .ours { fill: #3fb8c0 } .other { fill: #6b767c } }
</style>
${parts.join('\n')}
</svg>
`;
}

const [report = '', chart = ''] = process.argv.slice(2);
writeFileSync(chart, draw(groups(JSON.parse(readFileSync(report, 'utf8')))));
