/** The evaluator's figures as Markdown tables, for the terminal and for the model card. */
import { type Cells, table } from '../common/markdown-table.ts';
import type { Figures, SetFigures } from './figures.ts';
import type { AgeFigures } from './metrics.ts';

type Sets = Record<string, SetFigures>;

/** What there is no figure for is a dash. */
const shown =
  (format: (value: number) => string) =>
  (value = Number.NaN) =>
    Number.isNaN(value) ? '–' : format(value);
const years = shown((value) => value.toFixed(2));
const signed = shown((value) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`);
const percent = shown((share) => (100 * share).toFixed(1));

/** Of what `parts` gives of each set: a row `SET, NAME` each. */
function partRows<T>(sets: Sets, parts: (of: SetFigures) => Record<string, T>[], cells: (figures: T, of: SetFigures) => Cells) {
  return Object.entries(sets).flatMap(([set, of]) =>
    parts(of)
      .flatMap((part) => Object.entries(part))
      .map(([name, figures]): Cells => [`${set}, ${name}`, ...cells(figures, of)]),
  );
}

function inWords(decades: Record<string, AgeFigures> = {}): Record<string, AgeFigures> {
  return Object.fromEntries(Object.entries(decades).map(([decade, of]) => [`${decade} to ${Number(decade) + 9}`, of]));
}

const facesOf = ({ ages, groups }: Figures) => (ages?.faces ?? 0) + (groups?.faces ?? 0);
const missedOf = ({ ages, groups }: Figures) => (ages?.missed ?? 0) + (groups?.missed ?? 0);

/** Sets and decades with exact ages, and sets with age groups. */
export function formatOverview(sets: Sets): string {
  const ageCells = ({ faces, missed, mae, bias, cs5, coverage, width }: AgeFigures): Cells => [
    faces,
    missed,
    years(mae),
    signed(bias),
    percent(cs5),
    percent(coverage),
    years(width),
  ];
  const byAge = ({ decades, oldest }: SetFigures) => [inWords(decades), oldest ? { '70 and over': oldest } : {}];
  const ages = Object.entries(sets).flatMap(([set, of]): Cells[] =>
    of.ages ? [[set, ...ageCells(of.ages)], ...partRows({ [set]: of }, byAge, ageCells)] : [],
  );
  const groups = Object.entries(sets).flatMap(([set, { groups }]): Cells[] =>
    groups ? [[set, groups.faces, groups.missed, percent(groups.exact), percent(groups.withinOne)]] : [],
  );
  return [
    ...table(['ages', 'faces', 'missed', 'MAE', 'bias', 'CS@5 %', 'coverage %', 'width'], ages),
    ...table(['age groups', 'faces', 'missed', 'exact %', 'within one %'], groups),
  ].join('\n\n');
}

/** The range by the decade of the estimate; gender and race; reliability; the errors of the narrowest ranges. */
export function formatDetails(sets: Sets): string {
  const range = partRows(
    sets,
    ({ predicted }) => [inWords(predicted)],
    ({ faces, coverage, width }) => [faces, percent(coverage), years(width)],
  );
  const people = partRows(
    sets,
    ({ gender, race }) => [gender, race],
    (part, { ages }) => [
      facesOf(part),
      missedOf(part),
      years(part.ages?.mae),
      years(part.ages && ages && part.ages.mae / ages.mae),
      signed(part.ages?.bias),
      percent(part.ages?.coverage),
      percent(part.groups?.exact),
      percent(part.groups?.withinOne),
    ],
  );
  const reliability = partRows(
    sets,
    ({ reliability, doubts }) => [reliability, doubts],
    (part, set) => [
      facesOf(part),
      percent(facesOf(part) / (facesOf(set) - missedOf(set))),
      years(part.ages?.mae),
      percent(part.groups?.exact),
    ],
  );
  const risk = partRows(
    sets,
    ({ risk }) => (risk ? [{ 'by width': risk.width, 'by relative width': risk.relativeWidth }] : []),
    ({ mae, area }) => [...mae.map(years), years(area)],
  );
  const shares = Array.from({ length: 10 }, (_, i) => `${10 * (i + 1)} %`);
  return [
    ...table(['estimates', 'faces', 'coverage %', 'width'], range),
    ...table(['gender and race', 'faces', 'missed', 'MAE', 'MAE / set', 'bias', 'coverage %', 'exact %', 'within one %'], people),
    ...table(['reliability', 'faces', 'share %', 'MAE', 'exact %'], reliability),
    ...table(['MAE of the narrowest', ...shares, 'area'], risk),
  ].join('\n\n');
}
