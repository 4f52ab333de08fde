/** All figures of an evaluation: per set, and what each set is broken down by. */
import {
  type AgeFigures,
  type AgeGroup,
  ageFigures,
  ageGroups,
  byDecade,
  type GroupFigures,
  groupBy,
  groupFigures,
  type Judged,
  OLDEST_GROUP_YEARS,
} from './metrics.ts';
import { type RiskCoverage, riskFigures } from './risk-coverage.ts';

/** `ages` of the exact labels, `groups` of the others; absent where there are none. */
export interface Figures {
  ages?: AgeFigures;
  groups?: GroupFigures;
}

export interface SetFigures extends Figures {
  /** Exact ages by the decade of the true age: '0', '10', …; and all from 70 years on. */
  decades?: Record<string, AgeFigures>;
  oldest?: AgeFigures;
  /** Exact ages by the decade of the estimate. */
  predicted?: Record<string, AgeFigures>;
  risk?: Record<'width' | 'relativeWidth', RiskCoverage>;
  /** By the labels' columns; empty where they say nothing. */
  gender: Record<string, Figures>;
  race: Record<string, Figures>;
  /** Of the faces found: 'reliable' and 'unsure', and those with each doubt. */
  reliability: Record<string, Figures>;
  doubts: Record<string, Figures>;
}

const isExact = ({ label }: Judged) => label.low === label.high;

function figuresOf(rows: Judged[], groups: AgeGroup[]): Figures {
  const exact = rows.filter(isExact);
  const intervals = rows.filter((row) => !isExact(row));
  return {
    ...(exact.length > 0 && { ages: ageFigures(exact) }),
    ...(intervals.length > 0 && { groups: groupFigures(intervals, groups) }),
  };
}

function each<T>(parts: Map<string, Judged[]>, figures: (rows: Judged[]) => T): Record<string, T> {
  return Object.fromEntries([...parts].map(([name, rows]) => [name, figures(rows)]));
}

/** Rows by each of the names that `names` gives them, in alphabetical order; rows without one are left out. */
function byNames(rows: Judged[], names: (row: Judged) => string[]): Map<string, Judged[]> {
  const named = rows.flatMap((row) => names(row).map((name) => ({ name, row })));
  const sorted = named.toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  return new Map([...groupBy(sorted, ({ name }) => name)].map(([name, part]) => [name, part.map(({ row }) => row)]));
}

function exactFigures(exact: Judged[]) {
  const found = exact.flatMap(({ label, face }) => (face ? [{ label, face }] : []));
  const oldest = exact.filter(({ label }) => label.low >= OLDEST_GROUP_YEARS);
  return {
    decades: each(
      byDecade(exact, ({ label }) => label.low),
      ageFigures,
    ),
    ...(oldest.length > 0 && { oldest: ageFigures(oldest) }),
    predicted: each(
      byDecade(found, ({ face }) => face.age),
      ageFigures,
    ),
    ...(found.length > 0 && { risk: riskFigures(found) }),
  };
}

function setFigures(rows: Judged[]): SetFigures {
  const exact = rows.filter(isExact);
  const groups = ageGroups(rows);
  const by = (names: (row: Judged) => string[]) => each(byNames(rows, names), (part) => figuresOf(part, groups));
  return {
    ...figuresOf(rows, groups),
    ...(exact.length > 0 && exactFigures(exact)),
    gender: by(({ label }) => (label.gender ? [label.gender] : [])),
    race: by(({ label }) => (label.race ? [label.race] : [])),
    reliability: by(({ face }) => (face ? [face.reliable ? 'reliable' : 'unsure'] : [])),
    doubts: by(({ face }) => face?.doubts ?? []),
  };
}

/** Per set; where several sets have exact ages, these together are `all`, not by gender and race, which some sets may lack. */
export function judge(rows: Judged[]): Record<string, SetFigures> {
  const sets = each(
    groupBy(rows, ({ label }) => label.set),
    setFigures,
  );
  const exact = rows.filter(isExact);
  if (new Set(exact.map(({ label }) => label.set)).size < 2) return sets;
  return { ...sets, all: { ...setFigures(exact), gender: {}, race: {} } };
}
