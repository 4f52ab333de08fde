/** Ours and the peers from npm, in turn and in one browser: speed, faces found, and ages. */
import { type Figures, figure } from '../figure.ts';
import { agedPictures, type BenchPicture, BOX_SETS, markedPhotographs, portraitPictures } from '../pictures.ts';
import { HEIGHTS_PX, recallOf } from '../recall.ts';
import { runSystems, type SystemName, type SystemRun, type SystemsRun } from '../systems/run-systems.ts';
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
  const run = (pictures: BenchPicture[], names: SystemName[]) =>
    runSystems({ browser, names, files: pictures.map(({ file }) => file), chunk: CHUNK, onProgress });
  const marked = pick(markedPhotographs());
  const photographs = await run(marked, SYSTEMS);
  const portraits = await run(pick(await portraitPictures()), SYSTEMS);
  const aged = pick(await agedPictures());
  const ages = await run(aged, ONE_WORKER);
  return {
    version: photographs.version,
    figures: [
      ...SYSTEMS.map((name) => figure(`${name}: from nothing to the first answer`, 'ms', [ofSystem(photographs, name).startMs])),
      ...speedFigures('a photograph', [photographs]),
      ...speedFigures('a portrait', [portraits]),
      ...speedFigures('a picture of both', [photographs, portraits]),
      ...ONE_WORKER.flatMap((name) => recallFigures(name, marked, ofSystem(photographs, name))),
      ...ONE_WORKER.flatMap((name) => ageFigures(name, aged, ofSystem(ages, name))),
    ],
  };
};

function ofSystem({ runs }: SystemsRun, name: SystemName): SystemRun {
  return runs.get(name) as SystemRun;
}

function speedFigures(what: string, runs: SystemsRun[]): Figures {
  const ofOne = (name: SystemName) => runs.map((run) => ofSystem(run, name));
  const meanMs = (name: SystemName) =>
    ofOne(name).reduce((sum, { totalMs }) => sum + totalMs, 0) / ofOne(name).reduce((sum, { faces }) => sum + faces.length, 0);
  return SYSTEMS.flatMap((name) => [
    figure(
      `${name}: ${what}`,
      'ms',
      ofOne(name).flatMap(({ pictureMs }) => pictureMs),
    ),
    figure(`${name}: ${what}, mean`, 'ms', [meanMs(name)]),
    figure(`${name}: ${what}, mean against ours with two workers`, 'x', [meanMs(name) / meanMs('ours-2')]),
  ]);
}

function recallFigures(name: string, pictures: BenchPicture[], { faces }: SystemRun): Figures {
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

function ageFigures(name: string, pictures: BenchPicture[], { faces }: SystemRun): Figures {
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
