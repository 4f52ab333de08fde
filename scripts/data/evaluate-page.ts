/** Runs in the browser that `npm run evaluate` starts: the engine as shipped over the pictures of its server. */
import { compileDetector } from '../../src/engine/models.ts';
import { createEngine } from '../../src/engine/pool.ts';

const workers = Number(new URLSearchParams(location.search).get('workers') ?? navigator.hardwareConcurrency);
const engine = createEngine({ workerUrl: 'engine-worker.js', compile: () => compileDetector(new URL(location.href)), workers });

async function work(): Promise<void> {
  for (;;) {
    const next = await fetch('next', { method: 'POST' });
    if (next.status === 204) return;
    const index = await next.text();
    const outcome = await engine.look(await (await fetch(`picture/${index}`)).blob());
    await fetch(`answer/${index}`, { method: 'POST', body: JSON.stringify(outcome) });
  }
}

await Promise.all(Array.from({ length: workers }, work));
engine.close();
