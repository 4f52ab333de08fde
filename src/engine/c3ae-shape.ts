/** The shape of C3AE: Table 1 of Zhang et al. 2019 and the full model about it. What the weights must fit, and what it costs. */

export const INPUT_PX = 64;
export const CHANNELS = 32;
/** Dense features of a branch in the paper; a net may have another number. */
export const FEATURES = 12;
/** Each squeeze-and-excitation block goes down to half the channels and up again, without biases. */
const SQUEEZED = CHANNELS / 2;
export const BRANCHES = 3;

/** What may differ from net to net. */
export interface NetShape {
  bins: number;
  /** Of each branch. */
  features: number;
  /** Has squeeze-and-excitation. */
  squeezes: boolean;
}

export interface Convolution {
  name: string;
  kernelPx: number;
  inChannels: number;
  /** Side of the output map; the input is `kernelPx - 1` larger (valid convolution). */
  outPx: number;
  /** Followed by 2x2 average pooling and, in the full model, squeeze-and-excitation. */
  pooled: boolean;
  normalized: boolean;
}

/** In order; after the last one come the dense features. Every convolution has 32 filters and is followed by a ReLU. */
export const CONVOLUTIONS: readonly Convolution[] = [
  { name: 'conv1', kernelPx: 3, inChannels: 3, outPx: 62, pooled: true, normalized: true },
  { name: 'conv2', kernelPx: 3, inChannels: CHANNELS, outPx: 29, pooled: true, normalized: true },
  { name: 'conv3', kernelPx: 3, inChannels: CHANNELS, outPx: 12, pooled: true, normalized: true },
  { name: 'conv4', kernelPx: 3, inChannels: CHANNELS, outPx: 4, pooled: false, normalized: true },
  { name: 'conv5', kernelPx: 1, inChannels: CHANNELS, outPx: 4, pooled: false, normalized: false },
];

const FLAT = 4 * 4 * CHANNELS;

/** Multiply-accumulates of a convolution for one crop. */
export function macs({ kernelPx, inChannels, outPx }: Convolution): number {
  return outPx ** 2 * kernelPx ** 2 * inChannels * CHANNELS;
}

/**
 * Trained parameters, batch norm's running statistics included as in Table 1 (128 a layer). `bins` undefined is the plain
 * model: one branch, no squeeze-and-excitation, a single prediction.
 */
export function parameterCount(shape: Partial<NetShape> & { pointwiseBias?: boolean }): number {
  const { bins, features = FEATURES, squeezes = bins !== undefined, pointwiseBias = true } = shape;
  let count = FLAT * features + features;
  for (const { kernelPx, inChannels, pooled, normalized } of CONVOLUTIONS) {
    count += kernelPx ** 2 * inChannels * CHANNELS;
    if (kernelPx > 1 || pointwiseBias) count += CHANNELS;
    if (normalized) count += 4 * CHANNELS;
    if (pooled && squeezes) count += 2 * CHANNELS * SQUEEZED;
  }
  if (bins === undefined) return count + features + 1;
  return count + BRANCHES * features * bins + bins + bins + 1;
}

/** Name and shape of every tensor of the exported full model: batch norm is folded into the convolutions. */
export function tensorShapes({ bins, features, squeezes }: NetShape): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  for (const { name, kernelPx, inChannels, pooled } of CONVOLUTIONS) {
    shapes.set(`${name}.kernel`, [kernelPx, kernelPx, inChannels, CHANNELS]);
    shapes.set(`${name}.bias`, [CHANNELS]);
    if (!pooled || !squeezes) continue;
    shapes.set(`${squeezeName(name)}.reduce`, [CHANNELS, SQUEEZED]);
    shapes.set(`${squeezeName(name)}.expand`, [SQUEEZED, CHANNELS]);
  }
  shapes.set('dense.kernel', [FLAT, features]);
  shapes.set('dense.bias', [features]);
  shapes.set('w1.kernel', [BRANCHES * features, bins]);
  shapes.set('w1.bias', [bins]);
  shapes.set('w2.kernel', [bins, 1]);
  shapes.set('w2.bias', [1]);
  return shapes;
}

/** The block behind `conv1` is `se1`. */
export function squeezeName(convolution: string): string {
  return convolution.replace('conv', 'se');
}
