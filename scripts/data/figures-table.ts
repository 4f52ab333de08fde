/** The evaluator's figures as Markdown tables, for the terminal and for the model card. */
import type { AgeFigures, GroupFigures } from './metrics.ts';

export interface SetFigures {
  ages?: AgeFigures;
  /** By the decade of the true age. */
  decades?: Record<string, AgeFigures>;
  groups?: GroupFigures;
}

const years = (value: number) => value.toFixed(2);
const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
const percent = (share: number) => (100 * share).toFixed(1);

function table(header: string[], rows: (string | number)[][]): string {
  const lines = [header, header.map((_, i) => (i === 0 ? '---' : '---:')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function ageRow(name: string, { faces, missed, mae, bias, cs5, coverage, width }: AgeFigures): (string | number)[] {
  return [name, faces, missed, years(mae), signed(bias), percent(cs5), percent(coverage), years(width)];
}

/** One table of sets and decades with exact ages, one of sets with age groups. */
export function formatFigures(sets: Record<string, SetFigures>): string {
  const ages = Object.entries(sets).flatMap(([set, { ages, decades = {} }]) => [
    ...(ages ? [ageRow(set, ages)] : []),
    ...Object.entries(decades).map(([decade, figures]) => ageRow(`${set}, ${decade} to ${Number(decade) + 9}`, figures)),
  ]);
  const groups = Object.entries(sets).flatMap(([set, { groups }]) =>
    groups ? [[set, groups.faces, groups.missed, percent(groups.exact), percent(groups.withinOne)]] : [],
  );
  return [
    ages.length > 0 && table(['ages', 'faces', 'missed', 'MAE', 'bias', 'CS@5 %', 'coverage %', 'width'], ages),
    groups.length > 0 && table(['age groups', 'faces', 'missed', 'exact %', 'within one %'], groups),
  ]
    .filter(Boolean)
    .join('\n\n');
}
