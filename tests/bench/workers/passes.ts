/** Times the detector on each picture with its second pass, in tiles, and without it. */
import { decode } from '../../../src/engine/decode.ts';
import { loadParts } from '../../../src/engine/pipeline.ts';
import { createPyramid } from '../../../src/engine/pixels.ts';
import { TILING } from '../../../src/engine/tiles.ts';
import { answer } from '../systems/answer.ts';

export interface PassTimes {
  /** Milliseconds of each picture. */
  withTiles: number[];
  withoutTiles: number[];
}

/** The first pictures are looked at once more before any is timed: the browser still optimizes its code. */
const WARMING = 20;

const loading = loadParts(new URL('..', self.location.href));
const { minPicturePx } = TILING;

async function timePasses(urls: string[]): Promise<PassTimes> {
  const { detect } = await loading;
  const times: PassTimes = { withTiles: [], withoutTiles: [] };
  for (const url of [...urls.slice(0, WARMING), ...urls]) {
    const pixels = await decode(await (await fetch(url)).blob());
    if (typeof pixels === 'string') throw new Error(`${url}: ${pixels}`);
    const time = async (into: number[], minPx: number) => {
      // Every picture is too small for tiles where the limit is infinite.
      Object.assign(TILING, { minPicturePx: minPx });
      const pyramid = createPyramid(pixels);
      const started = performance.now();
      await detect(pyramid);
      into.push(performance.now() - started);
    };
    const both = [() => time(times.withTiles, minPicturePx), () => time(times.withoutTiles, Number.POSITIVE_INFINITY)];
    if (times.withTiles.length % 2) both.reverse();
    for (const run of both) await run();
  }
  return { withTiles: times.withTiles.slice(WARMING), withoutTiles: times.withoutTiles.slice(WARMING) };
}

answer(timePasses);
