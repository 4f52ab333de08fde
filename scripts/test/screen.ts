/** A screen of their own for tests with a visible window, so that they neither need one nor move the pointer of the one in use. */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { findCommand } from '../find-browser.mjs';

/** Vitest's global set-up: starts Xvfb where there is one, points DISPLAY to it and returns what ends it. */
export default async function startScreen(): Promise<(() => void) | undefined> {
  if (process.platform !== 'linux' || !findCommand('Xvfb')) return;
  // Xvfb takes a free display and writes its number to descriptor 3.
  const xvfb = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const display = await new Promise<string>((resolve, reject) => {
    // The pipe stays open: closed between the number and its newline, it would end Xvfb.
    (xvfb.stdio[3] as Readable).once('data', (number) => resolve(`:${String(number).trim()}`));
    xvfb.once('error', reject);
    xvfb.once('exit', () => reject(new Error('Xvfb ended at once')));
  });
  process.env.DISPLAY = display;
  return () => void xvfb.kill();
}
