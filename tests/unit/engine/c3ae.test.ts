import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import models from '../../../models/models.json' with { type: 'json' };
import { type AgeNet, createAgeNet, type NetDescription, netShape } from '../../../src/engine/c3ae.ts';
import {
  convolutions,
  INPUT_PX,
  macs,
  type NetShape,
  PAPER,
  parameterCount,
  tensorShapes,
} from '../../../src/engine/c3ae-shape.ts';
import type { Pixels } from '../../../src/engine/pixels.ts';
import oracle from '../../fixtures/c3ae-oracle.json' with { type: 'json' };

const root = path.join(import.meta.dirname, '../../..');

function weights(): Float32Array {
  const bytes = readFileSync(path.join(root, 'models', models.age.file));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** The crops that the fixture's `input` describes. */
function oracleCrops(face: number): Pixels[] {
  return [0, 1, 2].map((crop) => {
    const data = new Uint8ClampedArray(INPUT_PX ** 2 * 4);
    for (let pixel = 0; pixel < INPUT_PX ** 2; pixel++) {
      for (let channel = 0; channel < 4; channel++) {
        const i = (crop * INPUT_PX ** 2 + pixel) * 3 + channel;
        data[pixel * 4 + channel] = channel === 3 ? 255 : ((i * 7919 + face * 104729) % 8191) % 256;
      }
    }
    return { width: INPUT_PX, height: INPUT_PX, data };
  });
}

/** A net of that shape with arbitrary weights, about as large as trained ones. */
function arbitraryNet(shape: NetShape, mirror: boolean): [NetDescription, Float32Array] {
  let length = 0;
  const tensors = [...tensorShapes(shape)].map(([name, shape]) => {
    const offset = length;
    length += shape.reduce((product, side) => product * side);
    return { name, shape, offset };
  });
  const binsYears = Array.from({ length: shape.bins }, (_, i) => 10 * i);
  return [{ binsYears, mirror, tensors }, Float32Array.from({ length }, (_, i) => 0.15 * Math.sin(i ** 2))];
}

function timeMs(net: AgeNet, faces: Pixels[][]): number {
  const started = performance.now();
  net.predict(faces);
  return performance.now() - started;
}

/** How many times as long as `other` the net takes: the median over rounds in each of which both meet the same load. */
function relativeTime(net: AgeNet, other: AgeNet, faces: Pixels[][], rounds: number): number {
  const ratios = Array.from({ length: rounds }, () => timeMs(net, faces) / timeMs(other, faces));
  return ratios.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? NaN;
}

describe('the shape of C3AE', () => {
  it('has the parameters of the paper', () => {
    expect(parameterCount({})).toBe(36_377);
    expect(parameterCount({ pointwiseBias: false })).toBe(36_345);
    expect(parameterCount({ bins: 8 })).toBe(39_741);
    expect(parameterCount({ bins: 8, pointwiseBias: false })).toBe(39_709);
  });

  it('may be wider, or without squeeze-and-excitation', () => {
    expect(parameterCount({ bins: 11, features: 20 })).toBe(44_223);
    expect(parameterCount({ bins: 11, squeezes: false })).toBe(parameterCount({ bins: 11 }) - 3 * 1024);
  });

  it('has the multiply-accumulates of Table 1', () => {
    expect(convolutions(PAPER.channels).map(macs)).toEqual([3_321_216, 7_750_656, 1_327_104, 147_456, 16_384]);
  });

  it('is that of the weights that ship', () => {
    const shapes = tensorShapes(netShape(models.age));
    expect(models.age.tensors.map(({ name, shape }) => [name, shape])).toEqual([...shapes]);
    expect(weights().length).toBe([...shapes.values()].reduce((sum, shape) => sum + shape.reduce((a, b) => a * b), 0));
    expect(weights().byteLength).toBeLessThanOrEqual(200 * 1000);
    expect(parameterCount(netShape(models.age))).toBeLessThanOrEqual(45_000);
  });
});

describe('the age net on WASM', () => {
  beforeAll(async () => {
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    setWasmPaths(`${path.join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`);
    await tf.setBackend('wasm');
  });

  it('computes what PyTorch computes', () => {
    const net = createAgeNet(models.age, weights());
    const estimates = net.predict(oracle.faces.map((_, face) => oracleCrops(face)));
    expect(estimates).toHaveLength(oracle.faces.length);
    for (const [face, expected] of oracle.faces.entries()) {
      const estimate = estimates[face];
      for (const [i, value] of expected.features.entries())
        expect(Math.abs((estimate?.features[i] ?? NaN) - value)).toBeLessThan(1e-4);
      for (const [i, value] of expected.distribution.entries()) {
        expect(Math.abs((estimate?.distribution[i] ?? NaN) - value)).toBeLessThan(1e-4);
      }
      expect(Math.abs((estimate?.age ?? NaN) - expected.age)).toBeLessThan(1e-4);
    }
    net.dispose();
  });

  it('answers the same for a face alone and among others, and leaves no tensor behind', () => {
    const net = createAgeNet(models.age, weights());
    const before = tf.memory().numTensors;
    const faces = Array.from({ length: 11 }, (_, face) => oracleCrops(face));
    const together = net.predict(faces).map(({ age }) => age);
    const alone = faces.flatMap((face) => net.predict([face]).map(({ age }) => age));
    expect(together).toHaveLength(11);
    for (const [i, age] of alone.entries()) expect(together[i]).toBeCloseTo(age, 3);
    expect(new Set(alone.map((age) => age.toFixed(2))).size).toBeGreaterThan(1);
    expect(tf.memory().numTensors).toBe(before);
    net.dispose();
  });

  it.each([
    { bins: 8, channels: [8, 24, 16, 20], features: 5, squeezes: true },
    { bins: 11, channels: [32, 32, 32, 32], features: 20, squeezes: false },
  ])('takes its shape from the description: %o', (shape) => {
    const [description, weights] = arbitraryNet(shape, true);
    expect(netShape(description)).toEqual(shape);
    const net = createAgeNet(description, weights);
    const [estimate] = net.predict([oracleCrops(0)]);
    expect(estimate?.features).toHaveLength(3 * shape.features);
    expect(estimate?.distribution).toHaveLength(shape.bins);
    net.dispose();
  });

  it('gives a face and its mirror image one answer, where the description says so', () => {
    const mirrorImage = ({ width, height, data }: Pixels): Pixels => {
      const pixels = Array.from({ length: width * height }, (_, i) => i - (i % width) + width - 1 - (i % width));
      return { width, height, data: Uint8ClampedArray.from(pixels.flatMap((i) => [...data.subarray(4 * i, 4 * i + 4)])) };
    };
    const faces = [oracleCrops(0), oracleCrops(0).map(mirrorImage)];
    for (const mirror of [true, false]) {
      const net = createAgeNet({ ...models.age, mirror }, weights());
      const [one, other] = net.predict(faces).map(({ distribution }) => distribution);
      const apart = Math.max(...(one ?? []).map((value, i) => Math.abs(value - (other?.[i] ?? NaN))));
      if (mirror) expect(apart).toBeLessThan(1e-5);
      else expect(apart).toBeGreaterThan(1e-3);
      net.dispose();
    }
  });

  it.each([
    { faces: 1, rounds: 200 },
    { faces: 8, rounds: 40 },
  ])(
    'takes at most 15 % longer than the plain three-branch net: $faces faces',
    ({ faces, rounds }) => {
      const plain = { ...PAPER, bins: models.age.binsYears.length, squeezes: false };
      const [ours, other] = [createAgeNet(models.age, weights()), createAgeNet(...arbitraryNet(plain, false))];
      const pictures = Array.from({ length: faces }, (_, face) => oracleCrops(face));
      relativeTime(ours, other, pictures, 5);
      expect(relativeTime(ours, other, pictures, rounds)).toBeLessThanOrEqual(1.15);
      for (const net of [ours, other]) net.dispose();
    },
    60_000,
  );

  it('refuses weights of another shape', () => {
    const tensors = models.age.tensors.map((tensor) => (tensor.name === 'w1.kernel' ? { ...tensor, shape: [36, 8] } : tensor));
    expect(() => createAgeNet({ ...models.age, tensors }, weights())).toThrow(/w1\.kernel/);
  });
});
