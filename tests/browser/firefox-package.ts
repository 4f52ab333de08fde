/** The extension as Firefox gets it from a store: a package that stays installed. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync } from 'fflate';
import type { Manifest } from '../../scripts/build/manifest.ts';

/** Preferences with which Firefox takes packages that nobody has signed, and those that lie in a profile from the start. */
export const PACKAGE_PREFS = { 'xpinstall.signatures.required': false, 'extensions.autoDisableScopes': 0 };

/** The build in the folder, with that version, as a file in memory. */
export async function packFirefox(dir: string, version: string): Promise<Uint8Array> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
  const contents = await Promise.all(files.map(async (file) => [path.relative(dir, file), await readFile(file)] as const));
  const packed: Record<string, Uint8Array> = Object.fromEntries(contents);
  const manifest: Manifest = JSON.parse(await readFile(path.join(dir, 'manifest.json'), 'utf8'));
  packed['manifest.json'] = new TextEncoder().encode(JSON.stringify({ ...manifest, version }));
  return zipSync(packed, { level: 0 });
}
