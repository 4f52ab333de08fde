/** From the click to the first badge, with nothing loaded and with everything. */
import { showPortrait, timeClick } from '../../browser/click.ts';
import { PAGE_HOST, startExtension } from '../../browser/extension.ts';
import { startServer } from '../../browser/server.ts';
import { figure } from '../figure.ts';
import type { Part } from './part.ts';

const WARM_RUNS = 15;

export const click: Part = async ({ browser, quick, onProgress }) => {
  const server = await startServer();
  const cold: number[] = [];
  const warm: number[] = [];
  let version = '';
  try {
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      onProgress(`start ${round + 1}`);
      const extension = await startExtension(browser, [PAGE_HOST], { hearsRequests: false });
      version = extension.version;
      const page = await extension.openPage(`${server.origin}/one-picture.html`);
      await showPortrait(page);
      const tabId = await extension.tabIdOf(page);
      cold.push((await timeClick(extension.control, tabId)).milliseconds);
      for (let run = 1; run <= WARM_RUNS; run++) {
        // Another each time, for the engine remembers.
        await showPortrait(page, run);
        warm.push((await timeClick(extension.control, tabId)).milliseconds);
      }
      await extension.close();
    }
    return {
      version,
      figures: [figure('click to badge, nothing loaded', 'ms', cold), figure('click to badge, everything loaded', 'ms', warm)],
    };
  } finally {
    server.close();
  }
};
