/** The result format: what the engine answers, what is exported and what `--out` writes. */
import type { Box } from './geometry.ts';
import type { Reason } from './reasons.ts';

export type Doubt = 'small' | 'blurred' | 'turned' | 'covered' | 'unusual';

export interface AgedFace {
  /** In pixels of the natural picture, inside of it. */
  box: Box;
  /** The detector's score, 0..1. */
  score: number;
  /** Years; low..high holds the true age in 80 % of faces. */
  age: number;
  low: number;
  high: number;
  reliable: boolean;
  doubts: Doubt[];
  /** Over the bins of models.json, sums to 1. */
  distribution: number[];
  /** The age that the person set in place of `age`, in whole years. */
  correction?: number;
}

export const MAX_CORRECTION = 120;

/** Whether a person may say that it is somebody's age. */
export function isCorrection(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_CORRECTION;
}

/** Whether the face's age can be relied on: what a person has corrected is no longer in doubt. */
export function isSure({ reliable, correction }: AgedFace): boolean {
  return reliable || correction !== undefined;
}

/** What the engine says of one picture. */
export interface Look {
  width: number;
  height: number;
  faces: AgedFace[];
}

export interface Picture {
  /** Path relative to the folder given, or the URL. */
  source: string;
  /** Natural size in pixels; 0 where it could not be decoded. */
  width: number;
  height: number;
  status: 'done' | 'failed';
  reason?: Reason;
  milliseconds: number;
  faces: AgedFace[];
}

export interface Report {
  program: string;
  version: string;
  model: string;
  browser: string;
  pictures: Picture[];
}
