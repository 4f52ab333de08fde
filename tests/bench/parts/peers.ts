/** Ours and the peers from npm, in turn and in one browser: speed, faces found, and ages. */
import { type Figures, figure } from '../figure.ts';
import { agedPictures, type BenchPicture, BOX_SETS, markedPhotographs, portraitPictures } from '../pictures.ts';
import { HEIGHTS_PX, recallOf } from '../recall.ts';
import { type GroupRun, runSystems, type SystemName } from '../systems/run-systems.ts';
import type { FoundFace } from '../systems/system.ts';
import type { Part } from './part.ts';

const SYSTEMS: SystemName[] = ['ours-1', 'ours-2', 'human', 'face-api'];
/** What they find and estimate is the same with two workers. */
const ONE_WORKER = SYSTEMS.filter((name) => name !== 'ours-2');
const CHUNK = 20;
/** A quick run takes one picture of so many. */
const QUICK_STEP = 10;

export const peers: Part = async ({ browser, quick, onProgress }) => {
  const pick = (pictures: BenchPicture[]) => pictures.filter((_, index) => !quick || index % QUICK_STEP === 0);
  const photographs = pick(markedPhotographs());
  const aged = pick(await agedPictures());
  const groups = [photographs, pick(await portraitPictures()), aged].map((pictures) => pictures.map(({ file }) => file));
  const { version, runs } = await runSystems({ browser, names: SYSTEMS, groups, chunk: CHUNK, onProgress });
  const groupsOf = (name: SystemName) => runs.get(name)?.groups as [GroupRun, GroupRun, GroupRun];
  const speed = (what: string, of: (name: SystemName) => GroupRun[]) =>
    SYSTEMS.flatMap((name) => speedFigures(`${name}: ${what}`, of(name), of('ours-2')));
  return {
    version,
    figures: [
      ...[...runs].map(([name, { startMs }]) => figure(`${name}: from nothing to the first answer`, 'ms', [startMs])),
      ...speed('a photograph', (name) => [groupsOf(name)[0]]),
      ...speed('a portrait', (name) => [groupsOf(name)[1]]),
      ...speed('a picture of both', (name) => groupsOf(name).slice(0, 2)),
      ...ONE_WORKER.flatMap((name) => recallFigures(name, photographs, groupsOf(name)[0])),
      ...ONE_WORKER.flatMap((name) => ageFigures(name, aged, groupsOf(name)[2])),
    ],
  };
};

function meanMs(runs: GroupRun[]): number {
  const sum = (of: (run: GroupRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  return sum(({ totalMs }) => totalMs) / sum(({ faces }) => faces.length);
}

function speedFigures(what: string, runs: GroupRun[], ours: GroupRun[]): Figures {
  return [
    figure(
      what,
      'ms',
      runs.flatMap(({ pictureMs }) => pictureMs),
    ),
    figure(`${what}, mean`, 'ms', [meanMs(runs)]),
    figure(`${what}, mean against ours with two workers`, 'x', [meanMs(runs) / meanMs(ours)]),
  ];
}

function recallFigures(name: string, pictures: BenchPicture[], { faces }: GroupRun): Figures {
  const rows = (sets: readonly string[]) =>
    pictures.flatMap(({ set, boxes }, index) =>
      boxes && sets.includes(set) ? [{ marked: boxes, boxes: (faces[index] ?? []).map(({ box }) => box) }] : [],
    );
  const percent = (part: number, whole: number) => [(100 * part) / whole];
  const bySet = BOX_SETS.flatMap((set) => {
    const recall = recallOf(rows([set]));
    return [
      figure(`${name}: faces found, ${set} (${recall.faces})`, '%', percent(recall.found, recall.faces)),
      figure(`${name}: boxes of none, ${set}`, '%', percent(recall.extra, recall.faces)),
    ];
  });
  const byHeight = recallOf(rows(BOX_SETS)).byHeight.map((group, index) =>
    figure(`${name}: faces found from ${HEIGHTS_PX[index]} px (${group.faces})`, '%', percent(group.found, group.faces)),
  );
  return [...bySet, ...byHeight];
}

/** Of the largest face, as labels speak of one. */
function largest(faces: FoundFace[] | undefined): FoundFace | undefined {
  return faces?.toSorted((a, b) => b.box.width * b.box.height - a.box.width * a.box.height)[0];
}

function ageFigures(name: string, pictures: BenchPicture[], { faces }: GroupRun): Figures {
  const sets = [...new Set(pictures.map(({ set }) => set))];
  return sets.flatMap((set) => {
    const judged = pictures.flatMap(({ low = 0, high = 0, ...picture }, index) =>
      picture.set === set ? [{ low, high, age: largest(faces[index])?.age }] : [],
    );
    const found = judged.filter((row): row is typeof row & { age: number } => row.age !== undefined);
    const missed = figure(`${name}: pictures without an age, ${set} (${judged.length})`, '', [judged.length - found.length]);
    const errors = found.map(({ low, high, age }) => (age < low ? low - age : age > high ? age - high : 0));
    const mae = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    return [missed, figure(`${name}: mean error beyond the label, ${set}`, 'years', [mae])];
  });
}
