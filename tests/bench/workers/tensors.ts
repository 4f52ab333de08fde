/** Runs the pipeline over a part of a picture many times and counts the tensors that are left. */
import * as tf from '@tensorflow/tfjs-core';
import { decode } from '../../../src/engine/decode.ts';
import { createPipeline } from '../../../src/engine/pipeline.ts';
import { createCutter } from '../../../src/engine/pixels.ts';
import type { Box } from '../../../src/geometry.ts';
import { answer } from '../systems/answer.ts';

export interface TensorCounts {
  /** In all looks. */
  faces: number;
  afterFirst: number;
  afterLast: number;
}

export interface TensorsQuestion {
  url: string;
  /** In whole pixels, inside the picture. */
  part: Box;
  looks: number;
}

const loading = createPipeline(new URL('..', self.location.href));

async function count({ url, part, looks }: TensorsQuestion): Promise<TensorCounts> {
  const lookAt = await loading;
  const pixels = await decode(await (await fetch(url)).blob());
  if (typeof pixels === 'string') throw new Error(pixels);
  const cut = createCutter()(pixels, part, 0);
  const counts = { faces: 0, afterFirst: 0, afterLast: 0 };
  for (let index = 0; index < looks; index++) {
    const { look } = await lookAt(cut);
    counts.faces += look.faces.length;
    counts.afterLast = tf.memory().numTensors;
    if (index === 0) counts.afterFirst = counts.afterLast;
  }
  return counts;
}

answer(count);
