/** The pictures and pages that the user named. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../common/command.ts';

const PICTURE = /\.(png|jpe?g|webp|gif|avif|bmp)$/i;
const PAGE = /\.html?$/i;

export interface LocalPicture {
  file: string;
  /** As the report names it: relative to the folder that the user gave, led by that folder's name where more was given. */
  source: string;
}

export interface Targets {
  pictures: LocalPicture[];
  pageFiles: string[];
  urls: string[];
}

async function picturesBelow(folder: string): Promise<LocalPicture[]> {
  const entries = await readdir(folder, { recursive: true });
  const pictures = entries.filter((entry) => PICTURE.test(entry));
  if (pictures.length === 0) throw new UserError(`${folder}: no pictures in it (png, jpg, jpeg, webp, gif, avif, bmp)`);
  pictures.sort(new Intl.Collator('en', { numeric: true }).compare);
  return pictures.map((entry) => ({ file: path.join(folder, entry), source: entry.split(path.sep).join('/') }));
}

/** Throws a UserError for a path that is not there and for a folder without pictures. */
export async function resolveTargets(targets: string[]): Promise<Targets> {
  const found: Targets = { pictures: [], pageFiles: [], urls: [] };
  // Beside others a name alone would be ambiguous.
  const prefix = (folder: string) => (targets.length > 1 ? `${path.basename(folder)}/` : '');
  for (const target of targets) {
    if (/^https?:/.test(target)) {
      found.urls.push(target);
      continue;
    }
    const kind = await stat(target).catch(() => {
      throw new UserError(`${target}: not there`);
    });
    if (kind.isDirectory()) {
      for (const { file, source } of await picturesBelow(target)) found.pictures.push({ file, source: prefix(target) + source });
    } else if (PAGE.test(target)) found.pageFiles.push(target);
    else found.pictures.push({ file: target, source: path.basename(target) });
  }
  return found;
}
