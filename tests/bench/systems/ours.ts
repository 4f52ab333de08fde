import { compileDetector } from '../../../src/engine/models.ts';
import { createEngine } from '../../../src/engine/pool.ts';
import type { System } from './system.ts';

/** The engine as shipped. While a worker looks at one picture it decodes the next. */
export function createOurs(workers: number): System {
  const engine = createEngine({ workerUrl: 'engine-worker.js', compile: () => compileDetector(new URL(location.href)), workers });
  return {
    atOnce: 2 * workers,
    async look(picture) {
      const outcome = await engine.look(picture);
      if (outcome.status === 'failed') throw new Error(outcome.reason);
      return outcome.faces;
    },
  };
}
