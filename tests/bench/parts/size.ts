/** Bytes shipped: the package, and what goes into a page at once. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from '../../../scripts/build.ts';
import { makePackages } from '../../../scripts/package.ts';
import { figure } from '../figure.ts';
import type { Part } from './part.ts';

export const size: Part = async ({ browser }) => {
  const dir = await mkdtemp(path.join(tmpdir(), 'age-badges-bench-'));
  try {
    await build({ outDir: dir });
    const name = browser === 'chromium' ? 'chrome' : 'firefox';
    const made = (await makePackages(dir)).find(({ file }) => file.includes(name));
    const content = gzipSync(await readFile(path.join(dir, name, 'content.js')));
    return {
      version: name,
      figures: [
        figure('the package', 'MB', [(made?.bytes.byteLength ?? Number.NaN) / 1e6]),
        figure('content.js, gzip', 'kB', [content.byteLength / 1e3]),
      ],
    };
  } finally {
    await rm(dir, { recursive: true });
  }
};
