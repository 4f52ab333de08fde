/** Sees to it that a browser is there before it is launched. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { UserError } from '../common/command.ts';
import type { BrowserName } from '../find-browser.mjs';

const setup = path.join(import.meta.dirname, '../setup.mjs');

/** Installs the browser where that can be done. Throws a UserError where not; setup has said why. */
export function ensureBrowser(name: BrowserName): void {
  const { status } = spawnSync(process.execPath, [setup, name], { stdio: 'inherit' });
  if (status !== 0) throw new UserError(`Without ${name} this cannot go on.`, 1);
}
