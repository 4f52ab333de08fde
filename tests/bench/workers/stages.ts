/** Runs the engine's stages one after the other, as the engine does, and takes their times. */
import * as tf from '@tensorflow/tfjs-core';
import { netShape } from '../../../src/engine/c3ae.ts';
import { BRANCHES, convolutions, macs } from '../../../src/engine/c3ae-shape.ts';
import { cutCrops } from '../../../src/engine/crops.ts';
import { decode } from '../../../src/engine/decode.ts';
import { type EngineParts, loadParts } from '../../../src/engine/pipeline.ts';
import { createPyramid } from '../../../src/engine/pixels.ts';
import { encodeStrip } from '../../../src/engine/strip.ts';
import { answer } from '../systems/answer.ts';

export interface StageTimes {
  /** Milliseconds of each repetition. */
  times: Record<string, number[]>;
  /** Multiply-accumulates of the convolutions for one face. */
  netMacs: number;
  /** Millions in a millisecond, that the net's backend does in one large convolution. */
  macsRate: number[];
}

/** What is before is not timed: the browser still optimizes its code. */
const WARMING = 20;
const REPETITIONS = 40;
const RATE = { sidePx: 64, channels: 64, kernelPx: 3 };

const loading = loadParts(new URL('..', self.location.href));

async function timeStages(
  { models, detect, net }: EngineParts,
  picture: Blob,
  note: (stage: string, ms: number) => void,
): Promise<void> {
  const time = async <T>(stage: string, work: () => T | Promise<T>): Promise<T> => {
    const started = performance.now();
    const done = await work();
    note(stage, performance.now() - started);
    return done;
  };
  const started = performance.now();
  const pixels = await time('decode', () => decode(picture));
  if (typeof pixels === 'string') throw new Error(pixels);
  const pyramid = createPyramid(pixels);
  const faces = await time('detect', () => detect(pyramid));
  const crops = await time('crops', () => faces.map((face) => cutCrops(pyramid, face, models.crops)));
  await time('age net', () => net.predict(crops));
  await time('strips for people', () => Promise.all(crops.map(encodeStrip)));
  note('all stages', performance.now() - started);
}

function macsRate(): number {
  const { sidePx, channels, kernelPx } = RATE;
  return tf.tidy(() => {
    const x = tf.ones<tf.Rank.R4>([1, sidePx, sidePx, channels]);
    const filter = tf.ones<tf.Rank.R4>([kernelPx, kernelPx, channels, channels]);
    const started = performance.now();
    tf.conv2d(x, filter, 1, 'same').dataSync();
    return (sidePx * kernelPx * channels) ** 2 / 1e6 / (performance.now() - started);
  });
}

async function timeAll(url: string): Promise<StageTimes> {
  const picture = await (await fetch(url)).blob();
  const times: StageTimes['times'] = {};
  const rates: number[] = [];
  const parts = await loading;
  const { models } = parts;
  for (let repetition = 0; repetition < WARMING + REPETITIONS; repetition++) {
    const isTimed = repetition >= WARMING;
    const rate = macsRate();
    if (isTimed) rates.push(rate);
    await timeStages(parts, picture, (stage, ms) => {
      times[stage] ??= [];
      if (isTimed) times[stage].push(ms);
    });
  }
  const perCrop = convolutions(netShape(models.age).channels).reduce((sum, convolution) => sum + macs(convolution), 0);
  const netMacs = perCrop * BRANCHES * (models.age.mirror ? 2 : 1);
  return { times, netMacs, macsRate: rates };
}

answer(timeAll);
