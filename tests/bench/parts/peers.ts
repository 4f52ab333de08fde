/** Ours and the peers from npm, in turn and in one browser: speed, faces found, and ages. */
import { type Figures, figure } from '../figure.ts';
import { agedPictures, type BenchPicture, BOX_SETS, mixedPictures } from '../pictures.ts';
import { HEIGHTS_PX, recallOf } from '../recall.ts';
import { runSystems, type SystemName, type SystemRun } from '../systems/run-systems.ts';
import type { FoundFace } from '../systems/system.ts';
import type { Part } from './part.ts';

const SYSTEMS: SystemName[] = ['ours-1', 'ours-2', 'human', 'face-api'];
const CHUNK = 20;
/** A quick run takes one picture of so many. */
const QUICK_STEP = 10;

export const peers: Part = async ({ browser, quick, onProgress }) => {
  const pick = (pictures: BenchPicture[]) => pictures.filter((_, index) => !quick || index % QUICK_STEP === 0);
  const mixed = pick(await mixedPictures());
  const aged = pick(await agedPictures());
  const run = (pictures: BenchPicture[], names: SystemName[]) =>
    runSystems({ browser, names, files: pictures.map(({ file }) => file), chunk: CHUNK, onProgress });
  const { version, runs } = await run(mixed, SYSTEMS);
  const ages = await run(
    aged,
    SYSTEMS.filter((name) => name !== 'ours-2'),
  );
  return {
    version,
    figures: [
      ...[...runs].flatMap(([name, of]) => speedFigures(name, of, runs.get('ours-2'))),
      ...[...runs].filter(([name]) => name !== 'ours-2').flatMap(([name, of]) => recallFigures(name, mixed, of)),
      ...[...ages.runs].flatMap(([name, of]) => ageFigures(name, aged, of)),
    ],
  };
};

function speedFigures(name: string, { startMs, pictureMs }: SystemRun, ours: SystemRun | undefined): Figures {
  const mean = pictureMs.reduce((sum, ms) => sum + ms, 0) / pictureMs.length;
  const ratios = pictureMs.map((ms, chunk) => ms / (ours?.pictureMs[chunk] ?? Number.NaN));
  return [
    figure(`${name}: from nothing to the first answer`, 'ms', [startMs]),
    figure(`${name}: a picture`, 'ms', pictureMs),
    figure(`${name}: a picture, mean`, 'ms', [mean]),
    figure(`${name}: against ours with two workers`, 'x', ratios),
  ];
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
