import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import models from '../../../models/models.json' with { type: 'json' };
import { createAgeNet } from '../../../src/engine/c3ae.ts';
import { CONVOLUTIONS, INPUT_PX, macs, parameterCount, tensorShapes } from '../../../src/engine/c3ae-shape.ts';
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

describe('the shape of C3AE', () => {
  it('has the parameters of the paper', () => {
    expect(parameterCount({})).toBe(36_377);
    expect(parameterCount({ pointwiseBias: false })).toBe(36_345);
    expect(parameterCount({ bins: 8 })).toBe(39_741);
    expect(parameterCount({ bins: 8, pointwiseBias: false })).toBe(39_709);
  });

  it('has the multiply-accumulates of Table 1', () => {
    expect(CONVOLUTIONS.map(macs)).toEqual([3_321_216, 7_750_656, 1_327_104, 147_456, 16_384]);
  });

  it('is that of the weights that ship', () => {
    const shapes = tensorShapes(models.age.binsYears.length);
    expect(models.age.tensors.map(({ name, shape }) => [name, shape])).toEqual([...shapes]);
    expect(weights().length).toBe([...shapes.values()].reduce((sum, shape) => sum + shape.reduce((a, b) => a * b), 0));
    expect(weights().byteLength).toBeLessThanOrEqual(200_000);
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

  it('refuses weights of another shape', () => {
    const tensors = models.age.tensors.map((tensor) => (tensor.name === 'w1.kernel' ? { ...tensor, shape: [36, 8] } : tensor));
    expect(() => createAgeNet({ ...models.age, tensors }, weights())).toThrow(/w1\.kernel/);
  });
});
