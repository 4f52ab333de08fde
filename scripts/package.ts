/** `npm run package`: builds anew, and makes of it a zip for each store in build/package. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BROWSERS, build } from './build.ts';
import { runCommand, UserError } from './common/command.ts';
import { audit, judge } from './package/advisories.ts';
import { readFolder, zipFiles } from './package/zip.ts';

const root = path.join(import.meta.dirname, '..');

/** Of each zip. */
const MAX_PACKAGE_BYTES = 5_000_000;

export interface Package {
  /** Its name tells browser and version. */
  file: string;
  bytes: Uint8Array;
}

/** Zips a build, whose folder holds `chrome` and `firefox`. Rejects with a UserError where a zip is larger than `maxBytes`. */
export async function makePackages(buildDir: string, maxBytes = MAX_PACKAGE_BYTES): Promise<Package[]> {
  const packages: Package[] = [];
  for (const browser of BROWSERS) {
    const dir = path.join(buildDir, browser);
    const { version } = JSON.parse(await readFile(path.join(dir, 'manifest.json'), 'utf8'));
    const file = `age-badges-${browser}-${version}.zip`;
    const bytes = await zipFiles(await readFolder(dir));
    if (bytes.byteLength > maxBytes)
      throw new UserError(`${file}: ${bytes.byteLength} bytes are more than the ${maxBytes} that a package may have`, 1);
    packages.push({ file, bytes });
  }
  return packages;
}

if (process.argv[1] === import.meta.filename) {
  await runCommand(async () => {
    const { ok, line } = judge(await audit());
    console.log(line);
    if (!ok) return 1;
    await build();
    const outDir = path.join(root, 'build/package');
    await rm(outDir, { recursive: true, force: true });
    await mkdir(outDir, { recursive: true });
    for (const { file, bytes } of await makePackages(path.join(root, 'dist'))) {
      await writeFile(path.join(outDir, file), bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      console.log(`build/package/${file}  ${bytes.byteLength} bytes  sha256 ${sha256}`);
    }
    return 0;
  });
}
