/** Runs nets as `models/training/paper/export.py` wrote them down, step by step on the engine's backend, and times them. */
import * as tf from '@tensorflow/tfjs-core';
import { loadParts } from '../../../src/engine/pipeline.ts';
import { answer } from '../systems/answer.ts';

/** Where a tensor's values are, in float32 elements. */
interface Stored {
  offset: number;
  shape: number[];
}

type Activation = 'relu' | 'relu6' | 'sigmoid';
type Around = [[top: number, bottom: number], [left: number, right: number]];
type Binary = { op: 'add' | 'mul' | 'div'; constants: (number | Stored)[]; reverse?: true };

/** `of` are the steps whose results it takes; -1 is the picture. */
type Step = { of: number[] } & (
  | { op: 'conv' | 'depthwise'; kernel: Stored; bias: Stored; stride: number; pad: 'same' | 'valid'; activation?: Activation }
  | { op: 'dense'; kernel: Stored; bias?: Stored; activation?: Activation }
  | { op: 'scale'; gain: Stored; shift: Stored }
  | { op: 'avgPool' | 'maxPool'; size: number; stride: number }
  | { op: 'pad'; around: Around; value: number }
  | { op: 'concat' | 'sum'; axis: number }
  | { op: 'slice'; begin: number[]; shape: number[] }
  | { op: 'reshape' | 'flatten'; shape: number[] }
  | { op: 'transpose'; axes: number[] }
  | { op: 'means' }
  | { op: Activation | 'tanh' }
  | Binary
);

interface Net {
  name: string;
  parameters: number;
  macs: number;
  steps: Step[];
  /** float32, in base64. */
  weights: string;
  /** PyTorch's, to the made-up picture, before the head makes years of it. */
  answer: number[];
}

export interface NetsQuestion {
  urls: string[];
  /** Faces in one pass. */
  batches: number[];
  repetitions: number;
}

export type NetTimes = Pick<Net, 'name' | 'parameters' | 'macs'> & {
  /** For each of the batches, milliseconds a face of each repetition. */
  times: number[][];
};

/** In each repetition, in as many passes as it takes: Firefox's clock knows whole milliseconds. */
const FACES = 16;
/** What is before is not timed: the browser still optimizes its code. */
const WARMING = 5;
/** Of the answer, or of 1 where it is less: sums in another order end elsewhere by so much. */
const TOLERANCE = 5e-5;

const BINARY = { add: tf.add, mul: tf.mul, div: tf.div };
const POOLS = { avgPool: tf.avgPool, maxPool: tf.maxPool };
const UNARY = { relu: tf.relu, relu6: tf.relu6, sigmoid: tf.sigmoid, tanh: tf.tanh };

const loading = loadParts(new URL('..', self.location.href));

/** Value i is (7919 i mod 8191 mod 256) / 127.5 - 1, for each face the same. */
function madeUpPicture(faces: number): tf.Tensor4D {
  const length = 64 * 64 * 3;
  const values = Float32Array.from({ length: faces * length }, (_, i) => ((((i % length) * 7919) % 8191) % 256) / 127.5 - 1);
  return tf.tensor4d(values, [faces, 64, 64, 3]);
}

function createNet({ steps, weights }: Net): (x: tf.Tensor) => tf.Tensor {
  const all = new Float32Array(Uint8Array.fromBase64(weights).buffer);
  const tensors = new Map<number, tf.Tensor>();
  const read = ({ offset, shape }: Stored): tf.Tensor => {
    const size = shape.reduce((product, side) => product * side, 1);
    const known = tensors.get(offset) ?? tf.keep(tf.tensor(all.slice(offset, offset + size), shape));
    tensors.set(offset, known);
    return known;
  };

  const combine = ({ op, constants, reverse }: Binary, inputs: tf.Tensor[]): tf.Tensor => {
    const others = constants.map((constant) => (typeof constant === 'number' ? tf.scalar(constant) : read(constant)));
    const [a, b] = reverse ? [...others, ...inputs] : [...inputs, ...others];
    return BINARY[op](a as tf.Tensor, b as tf.Tensor);
  };

  const take = (step: Step, inputs: tf.Tensor[]): tf.Tensor => {
    const x = inputs[0] as tf.Tensor;
    const maps = x as tf.Tensor4D;
    switch (step.op) {
      case 'conv':
      case 'depthwise': {
        const { pad, stride: strides, activation = 'linear' } = step;
        const rest = { bias: read(step.bias), strides, pad, activation } as const;
        const filter = read(step.kernel) as tf.Tensor4D;
        return step.op === 'conv'
          ? tf.fused.conv2d({ x: maps, filter, ...rest })
          : tf.fused.depthwiseConv2d({ x: maps, filter, ...rest });
      }
      case 'dense': {
        const bias = step.bias && { bias: read(step.bias) };
        return tf.fused.matMul({ a: x, b: read(step.kernel), activation: step.activation ?? 'linear', ...bias });
      }
      case 'scale':
        return tf.add(tf.mul(x, read(step.gain)), read(step.shift));
      case 'avgPool':
      case 'maxPool':
        return POOLS[step.op](maps, step.size, step.stride, 'valid');
      case 'means': {
        // As in the engine: tf.mean would transpose first.
        const [, height, width, channels] = maps.shape;
        return tf.reshape(tf.avgPool(maps, [height, width], 1, 'valid'), [-1, channels]);
      }
      case 'pad':
        return tf.pad(x, [[0, 0], ...step.around, [0, 0]], step.value);
      case 'concat':
        return tf.concat(inputs, step.axis);
      case 'sum':
        return tf.sum(x, step.axis, true);
      case 'slice':
        return tf.slice(x, step.begin, step.shape);
      case 'reshape':
        return tf.reshape(x, step.shape);
      case 'flatten':
        // PyTorch flattens channel by channel.
        return tf.reshape(tf.transpose(x, [0, 3, 1, 2]), step.shape);
      case 'transpose':
        return tf.transpose(x, step.axes);
      case 'add':
      case 'mul':
      case 'div':
        return combine(step, inputs);
      default:
        return UNARY[step.op](x);
    }
  };

  return (x) => {
    const results: tf.Tensor[] = [];
    for (const step of steps) {
      const inputs = step.of.map((index) => (index < 0 ? x : (results[index] as tf.Tensor)));
      results.push(take(step, inputs));
    }
    return results.at(-1) as tf.Tensor;
  };
}

async function timeNets({ urls, batches, repetitions }: NetsQuestion): Promise<NetTimes[]> {
  await loading;
  const nets: Net[] = await Promise.all(urls.map(async (url) => (await fetch(url)).json()));
  const running = nets.map((net) => ({ net, run: createNet(net), times: batches.map((): number[] => []) }));
  for (const [index, faces] of batches.entries()) {
    const picture = madeUpPicture(faces);
    for (let repetition = 0; repetition < WARMING + repetitions; repetition++)
      for (const { net, run, times } of running) {
        const ages: number[] = [];
        const started = performance.now();
        while (ages.length < FACES) ages.push(...tf.tidy(() => run(picture).dataSync()));
        const ms = (performance.now() - started) / ages.length;
        const wanted = net.answer[0] as number;
        const off = Math.max(...ages.map((age) => Math.abs(age - wanted))) / Math.max(1, Math.abs(wanted));
        if (!(off < TOLERANCE)) throw new Error(`${net.name}: ${off} from PyTorch's answer`);
        if (repetition >= WARMING) times[index]?.push(ms);
      }
    picture.dispose();
  }
  return running.map(({ net: { name, parameters, macs }, times }) => ({ name, parameters, macs, times }));
}

answer(timeNets);
