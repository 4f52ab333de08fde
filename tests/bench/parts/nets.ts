/** The nets that the paper compares, one face and eight at a time. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findPython } from '../../../scripts/test/trainer.ts';
import { figure } from '../figure.ts';
import { askWorker } from '../systems/run-systems.ts';
import type { NetsQuestion, NetTimes } from '../workers/nets.ts';
import type { Part } from './part.ts';

const compare = path.join(import.meta.dirname, '../../../models/training/compare.py');
const BATCHES = [1, 8];
const REPETITIONS = { quick: 10, full: 50 };

export const nets: Part = async ({ browser, quick, onProgress }) => {
  const python = findPython() ?? 'python3';
  const dir = mkdtempSync(path.join(tmpdir(), 'age-badges-nets-'));
  try {
    onProgress('writes the nets');
    const { status, stderr } = spawnSync(python, [compare, '--export', dir], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    const files = readdirSync(dir).map((file) => path.join(dir, file));
    onProgress('times them');
    const question: NetsQuestion = {
      urls: files.map((_, index) => `/picture/${index}`),
      batches: BATCHES,
      repetitions: REPETITIONS[quick ? 'quick' : 'full'],
    };
    const { version, answer } = await askWorker<NetTimes[]>(browser, files, 'nets', question);
    const figures = answer.flatMap(({ name, parameters, macs, times }) => {
      const size = `${name}, ${parameters.toLocaleString('en')} parameters, ${(macs / 1e6).toFixed(1)} million MACs`;
      return BATCHES.map((faces, index) => figure(`${size}: a face, ${faces} at a time`, 'ms', times[index] ?? []));
    });
    return { version, figures };
  } finally {
    rmSync(dir, { recursive: true });
  }
};
