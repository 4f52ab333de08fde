/** The age net: C3AE's full model (paper, Fig. 4) in tfjs-core operations on the WASM backend. */
import * as tf from '@tensorflow/tfjs-core';
import { BRANCHES, convolutions, INPUT_PX, type NetShape, squeezeName, tensorShapes } from './c3ae-shape.ts';
import type { Pixels } from './pixels.ts';

/** `age` of models.json, as far as the net needs it. */
export interface NetDescription {
  binsYears: number[];
  /** The answer is that of the mean features of the face and its mirror image. */
  mirror: boolean;
  /** `offset` counts float32 elements of the weights file. */
  tensors: { name: string; shape: number[]; offset: number }[];
}

export interface Estimate {
  /** Years. */
  age: number;
  /** Over the bins, sums to 1. */
  distribution: number[];
  /** Of the three branches, tight to wide, one after the other. */
  features: number[];
}

export interface AgeNet {
  /** One estimate per face; a face is its three crops of 64x64. */
  predict(faces: Pixels[][]): Estimate[];
  dispose(): void;
}

/** Faces in one pass. The WASM backend wants few different shapes, so a smaller group is filled up to one of these. */
const BATCH_SIZES = [1, 2, 4, 8];
const LARGEST_BATCH = 8;

const CROP_LENGTH = INPUT_PX ** 2 * 3;

/**
 * RGB 0..255 to -1..1 into `values`: face by face and in it crop by crop, then with `sides` = 2 all of them mirrored,
 * [sides * batch * 3, 64, 64, 3]. The backend copies it, so that one piece of memory serves every call.
 */
function toInput(faces: Pixels[][], batch: number, sides: 1 | 2, values: Float32Array): tf.Tensor4D {
  const side = batch * BRANCHES * CROP_LENGTH;
  for (const [crop, { data }] of faces.flat().entries()) {
    for (let pixel = 0; pixel < INPUT_PX ** 2; pixel++) {
      const to = crop * CROP_LENGTH + 3 * pixel;
      const mirrored = side + to + 3 * (INPUT_PX - 1 - 2 * (pixel % INPUT_PX));
      for (let channel = 0; channel < 3; channel++) {
        const value = (data[4 * pixel + channel] as number) / 127.5 - 1;
        values[to + channel] = value;
        if (sides === 2) values[mirrored + channel] = value;
      }
    }
  }
  return tf.tensor4d(values.subarray(0, sides * side), [sides * batch * BRANCHES, INPUT_PX, INPUT_PX, 3]);
}

/** What the tensors' shapes say; without `se1.reduce` it is a net without squeeze-and-excitation. */
export function netShape({ binsYears, tensors }: NetDescription): NetShape {
  const lengthOf = (name: string) => tensors.find((tensor) => tensor.name === name)?.shape[0];
  return {
    bins: binsYears.length,
    channels: [1, 2, 3, 4].map((i) => lengthOf(`conv${i}.bias`) ?? 0),
    features: lengthOf('dense.bias') ?? 0,
    squeezes: lengthOf('se1.reduce') !== undefined,
  };
}

function readTensors(description: NetDescription, weights: Float32Array): Map<string, tf.Tensor> {
  const tensors = new Map<string, tf.Tensor>();
  for (const [name, shape] of tensorShapes(netShape(description))) {
    const entry = description.tensors.find((tensor) => tensor.name === name);
    if (entry?.shape.join() !== shape.join()) throw new Error(`weights: ${name} is ${entry?.shape ?? 'missing'}, want ${shape}`);
    const size = shape.reduce((product, side) => product * side, 1);
    tensors.set(name, tf.tensor(weights.slice(entry.offset, entry.offset + size), shape));
  }
  return tensors;
}

/** Needs a ready tfjs backend. Throws where the weights do not fit the net. */
export function createAgeNet(description: NetDescription, weights: Float32Array): AgeNet {
  const { channels, squeezes } = netShape(description);
  const tensors = readTensors(description, weights);
  const tensor = (name: string) => tensors.get(name) as tf.Tensor;
  const sides = description.mirror ? 2 : 1;
  const values = new Float32Array(sides * LARGEST_BATCH * BRANCHES * CROP_LENGTH);

  const squeezeAndExcite = (maps: tf.Tensor4D, name: string): tf.Tensor4D => {
    const [n, height, width, channels] = maps.shape;
    // tf.mean would transpose the maps first, which costs more than all the rest here.
    const means = tf.reshape(tf.avgPool(maps, [height, width], 1, 'valid'), [n, channels]);
    const squeezed = tf.fused.matMul({ a: means, b: tensor(`${name}.reduce`), activation: 'relu' });
    const gates = tf.fused.matMul({ a: squeezed, b: tensor(`${name}.expand`), activation: 'sigmoid' });
    return tf.mul(maps, tf.reshape(gates, [n, 1, 1, channels]));
  };

  /** [n, 64, 64, 3] -1..1 to [n, features]. */
  const trunk = (input: tf.Tensor4D): tf.Tensor2D => {
    let maps = input;
    for (const { name, pooled } of convolutions(channels)) {
      maps = tf.fused.conv2d({
        x: maps,
        filter: tensor(`${name}.kernel`) as tf.Tensor4D,
        bias: tensor(`${name}.bias`),
        strides: 1,
        pad: 'valid',
        activation: 'relu',
      });
      if (pooled) maps = tf.avgPool(maps, 2, 2, 'valid');
      if (pooled && squeezes) maps = squeezeAndExcite(maps, squeezeName(name));
    }
    return dense(tf.reshape(maps, [input.shape[0], -1]), 'dense');
  };

  const dense = (input: tf.Tensor, name: string): tf.Tensor2D =>
    tf.fused.matMul({ a: input, b: tensor(`${name}.kernel`), bias: tensor(`${name}.bias`) }) as tf.Tensor2D;

  const predictBatch = (faces: Pixels[][]): Estimate[] => {
    const batch = BATCH_SIZES.find((size) => size >= faces.length) ?? LARGEST_BATCH;
    const [ages, distributions, features] = tf.tidy(() => {
      const seen = trunk(toInput(faces, batch, sides, values));
      const features = tf.mean(tf.reshape(seen, [sides, batch, -1]), 0) as tf.Tensor2D;
      const distribution = tf.softmax(dense(features, 'w1'));
      return [
        dense(distribution, 'w2').dataSync(),
        distribution.arraySync() as number[][],
        features.arraySync() as number[][],
      ] as const;
    });
    return faces.map((_, i) => ({ age: ages[i] as number, distribution: distributions[i] ?? [], features: features[i] ?? [] }));
  };

  return {
    predict(faces) {
      const batches = Array.from({ length: Math.ceil(faces.length / LARGEST_BATCH) }, (_, i) =>
        faces.slice(i * LARGEST_BATCH, (i + 1) * LARGEST_BATCH),
      );
      return batches.flatMap(predictBatch);
    },
    dispose() {
      for (const weight of tensors.values()) weight.dispose();
    },
  };
}
