/** The trainer's own tests, run where there is a Python with PyTorch. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { type Counts, countUnittest } from './test-counts.ts';

const folder = path.join(import.meta.dirname, '../../models/training');
/** Debian's PyTorch belongs to its own Python, and another may come first on the PATH. */
const PYTHONS = ['python3', '/usr/bin/python3'];

/** One that has PyTorch. */
export function findPython(): string | undefined {
  return PYTHONS.find((python) => spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0);
}

/** Says so, and counts nothing, where no Python has PyTorch. */
export function runTrainerTests(): Counts {
  const python = findPython();
  if (!python) {
    console.log('PyTorch is not here: the trainer is not tested.');
    return { passed: 0, failed: 0 };
  }
  const { status, stderr } = spawnSync(python, ['-m', 'unittest'], { cwd: folder, encoding: 'utf8' });
  const counts = countUnittest(stderr, status === 0);
  console.log(`${counts.failed === 0 ? 'ok    ' : 'FAILED'}  trainer (unittest), ${counts.passed} passed`);
  if (counts.failed > 0) console.log(stderr.trimEnd());
  return counts;
}
