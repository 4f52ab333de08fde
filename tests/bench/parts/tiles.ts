/** What the second pass of the detection, in tiles, costs on photographs of several people and on portraits. */
import { figure } from '../figure.ts';
import { type BenchPicture, markedPhotographs, portraitPictures } from '../pictures.ts';
import { askWorker } from '../systems/run-systems.ts';
import type { PassTimes } from '../workers/passes.ts';
import type { Part } from './part.ts';

/** A quick run takes one picture of so many. */
const QUICK_STEP = 5;

export const tiles: Part = async ({ browser, quick, onProgress }) => {
  const time = async (name: string, pictures: BenchPicture[]) => {
    onProgress(name);
    const files = pictures.filter((_, index) => !quick || index % QUICK_STEP === 0).map(({ file }) => file);
    const { version, answer } = await askWorker<PassTimes>(
      browser,
      files,
      'passes',
      files.map((_, index) => `/picture/${index}`),
    );
    const mean = (ms: number[]) => ms.reduce((sum, one) => sum + one, 0) / ms.length;
    const [tiled, plain] = [mean(answer.withTiles), mean(answer.withoutTiles)];
    const figures = [
      figure(`${name} (${files.length}): detection in one pass, mean`, 'ms', [plain]),
      figure(`${name}: with tiles, mean`, 'ms', [tiled]),
      figure(`${name}: with tiles against without`, 'x', [tiled / plain]),
    ];
    return { version, figures };
  };
  const photographs = await time('photographs', markedPhotographs());
  const portraits = await time('portraits', await portraitPictures());
  return { version: photographs.version, figures: [...photographs.figures, ...portraits.figures] };
};
