/** Zip files that are the same bytes wherever and whenever they are made. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import JSZip from 'jszip';

/** The earliest that a zip can say; JSZip writes UTC. */
const TIME = new Date('1980-01-01T00:00:00Z');
const PERMISSIONS = 0o644;

/**
 * A zip of the files, each a path with slashes and its bytes. JSZip compresses in JavaScript: zlib's own output depends on the
 * processor and on Node's version.
 */
export async function zipFiles(files: Iterable<readonly [name: string, bytes: Uint8Array]>): Promise<Uint8Array> {
  const zip = new JSZip();
  for (const [name, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    zip.file(name, bytes, { date: TIME, unixPermissions: PERMISSIONS, createFolders: false });
  return zip.generateAsync({
    type: 'uint8array',
    platform: 'UNIX',
    compression: 'DEFLATE',
    compressionOptions: { level: 9 },
  });
}

/** All files below the folder, by their paths in it. */
export async function readFolder(folder: string): Promise<[name: string, bytes: Buffer][]> {
  const files: [string, Buffer][] = [];
  for (const name of await readdir(folder, { recursive: true })) {
    const file = path.join(folder, name);
    if ((await stat(file)).isFile()) files.push([name.replaceAll(path.sep, '/'), await readFile(file)]);
  }
  return files;
}
