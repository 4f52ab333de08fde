/** What the engine's looks leave behind in tfjs: nothing, however many they are. */
import path from 'node:path';
import { describe, it } from 'vitest';
import { askWorker } from '../bench/systems/run-systems.ts';
import type { TensorCounts, TensorsQuestion } from '../bench/workers/tensors.ts';
import { BROWSERS } from './extension.ts';

const PICTURE = path.join(import.meta.dirname, '../../docs/images/astronaut.jpg');
/** Little but a face: the fewest looks of the detector. */
const PART = { x: 120, y: 20, width: 220, height: 220 };
const LOOKS = 2000;

describe.concurrent('tensors', () => {
  it.for(BROWSERS)(
    `are as many after ${LOOKS} looks as after the first, in %s`,
    { timeout: 300_000 },
    async (name, { expect }) => {
      const question: TensorsQuestion = { url: '/picture/0', part: PART, looks: LOOKS };
      const { answer } = await askWorker<TensorCounts>(name, [PICTURE], 'tensors', question);
      expect(answer.faces).toBe(LOOKS);
      expect(answer.afterFirst).toBeGreaterThan(0);
      expect(answer.afterLast).toBe(answer.afterFirst);
    },
  );
});
