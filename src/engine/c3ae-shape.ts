/** The shape of C3AE: Table 1 of Zhang et al. 2019 and the full model about it. What the weights must fit, and what it costs. */

export const INPUT_PX = 64;
export const BRANCHES = 3;

/** What may differ from net to net. */
export interface NetShape {
  bins: number;
  /** Of the four 3x3 convolutions; the fifth has as many as the fourth. */
  channels: readonly number[];
  /** Dense features of each branch. */
  features: number;
  /** Has squeeze-and-excitation. */
  squeezes: boolean;
}

/** Table 1. */
export const PAPER = { channels: [32, 32, 32, 32], features: 12 } as const;

export interface Convolution {
  name: string;
  kernelPx: number;
  inChannels: number;
  outChannels: number;
  /** Side of the output map; the input is `kernelPx - 1` larger (valid convolution). */
  outPx: number;
  /** Followed by 2x2 average pooling and, in the full model, squeeze-and-excitation. */
  pooled: boolean;
  normalized: boolean;
}

/** In order; after the last one come the dense features. Every convolution is followed by a ReLU. */
export function convolutions([a = 0, b = 0, c = 0, d = 0]: readonly number[]): Convolution[] {
  return [
    { name: 'conv1', kernelPx: 3, inChannels: 3, outChannels: a, outPx: 62, pooled: true, normalized: true },
    { name: 'conv2', kernelPx: 3, inChannels: a, outChannels: b, outPx: 29, pooled: true, normalized: true },
    { name: 'conv3', kernelPx: 3, inChannels: b, outChannels: c, outPx: 12, pooled: true, normalized: true },
    { name: 'conv4', kernelPx: 3, inChannels: c, outChannels: d, outPx: 4, pooled: false, normalized: true },
    { name: 'conv5', kernelPx: 1, inChannels: d, outChannels: d, outPx: 4, pooled: false, normalized: false },
  ];
}

function flat(channels: readonly number[]): number {
  return 4 * 4 * (channels[3] ?? 0);
}

/** Each squeeze-and-excitation block goes down to half the channels and up again, without biases. */
function squeezed(channels: number): number {
  return Math.floor(channels / 2);
}

/** Multiply-accumulates of a convolution for one crop. */
export function macs({ kernelPx, inChannels, outChannels, outPx }: Convolution): number {
  return outPx ** 2 * kernelPx ** 2 * inChannels * outChannels;
}

/**
 * Trained parameters, batch norm's running statistics included as in Table 1 (four a channel). `bins` undefined is the
 * plain model: one branch, no squeeze-and-excitation, a single prediction.
 */
export function parameterCount(shape: Partial<NetShape> & { pointwiseBias?: boolean }): number {
  const { bins, channels, features, squeezes = bins !== undefined, pointwiseBias = true } = { ...PAPER, ...shape };
  let count = flat(channels) * features + features;
  for (const { kernelPx, inChannels, outChannels, pooled, normalized } of convolutions(channels)) {
    count += kernelPx ** 2 * inChannels * outChannels;
    if (kernelPx > 1 || pointwiseBias) count += outChannels;
    if (normalized) count += 4 * outChannels;
    if (pooled && squeezes) count += 2 * outChannels * squeezed(outChannels);
  }
  if (bins === undefined) return count + features + 1;
  return count + BRANCHES * features * bins + bins + bins + 1;
}

/** Name and shape of every tensor of the exported full model: batch norm is folded into the convolutions. */
export function tensorShapes({ bins, channels, features, squeezes }: NetShape): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  for (const { name, kernelPx, inChannels, outChannels, pooled } of convolutions(channels)) {
    shapes.set(`${name}.kernel`, [kernelPx, kernelPx, inChannels, outChannels]);
    shapes.set(`${name}.bias`, [outChannels]);
    if (!pooled || !squeezes) continue;
    shapes.set(`${squeezeName(name)}.reduce`, [outChannels, squeezed(outChannels)]);
    shapes.set(`${squeezeName(name)}.expand`, [squeezed(outChannels), outChannels]);
  }
  shapes.set('dense.kernel', [flat(channels), features]);
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
