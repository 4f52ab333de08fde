/** Saves annotated copies: one as it is, several in archives. */
import { signal } from '@preact/signals';
import { Zip, ZipPassThrough } from 'fflate';
import { download } from '../export.ts';
import { copyNames } from './copy-names.ts';
import { annotatedCopy, copyType } from './draw.ts';
import { type Entry, entries } from './entries.ts';

/** Then another archive begins: the format ends at 4 GiB. */
const MAX_ARCHIVE_BYTES = 1024 ** 3;

/** While copies are made: how many are. */
export const copying = signal<{ done: number; all: number } | undefined>();
/** Paths of those that could not be made. */
export const uncopied = signal<readonly string[]>([]);
let stopper = new AbortController();

/** What is not saved by then is forgotten. */
export function stopCopies(): void {
  stopper.abort();
}

interface Archive {
  readonly bytes: number;
  add(name: string, file: Blob): Promise<void>;
  close(): Blob;
}

/** Without compression, as pictures are compressed already. */
function createArchive(): Archive {
  const parts: Blob[] = [];
  let bytes = 0;
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    // The browser may keep blobs on disk.
    parts.push(new Blob([chunk as Uint8Array<ArrayBuffer>]));
    bytes += chunk.length;
  });
  return {
    get bytes() {
      return bytes;
    },
    async add(name, file) {
      const stored = new ZipPassThrough(name);
      zip.add(stored);
      stored.push(new Uint8Array(await file.arrayBuffer()), true);
    },
    close() {
      zip.end();
      return new Blob(parts, { type: 'application/zip' });
    },
  };
}

/** The pictures in which there is something to see. */
function withFaces(): Entry[] {
  return entries.value.filter(({ progress: { value } }) => value.picture && value.picture.faces.length > 0);
}

async function* copiesOf(chosen: readonly Entry[]): AsyncGenerator<[string, Blob]> {
  const names = copyNames(chosen.map(({ path, file }) => ({ path, extension: copyType(file).extension })));
  for (const [index, { path, file, progress }] of chosen.entries()) {
    const { picture } = progress.peek();
    if (!picture) continue;
    // The file may be gone, or another, since it was looked at.
    const copy = await annotatedCopy(file, picture).catch(console.error);
    if (copy) yield [names[index] as string, copy];
    else uncopied.value = [...uncopied.value, path];
  }
}

async function saveAll(fileName: string, chosen: readonly Entry[], { signal }: AbortController): Promise<void> {
  let archive = createArchive();
  let number = 1;
  let done = 0;
  for await (const [name, copy] of copiesOf(chosen)) {
    if (signal.aborted) return;
    copying.value = { done: ++done, all: chosen.length };
    if (chosen.length === 1) return download(name.replace(/^.*\//, ''), copy);
    await archive.add(name, copy);
    if (archive.bytes < MAX_ARCHIVE_BYTES) continue;
    download(`${fileName}-${number++}.zip`, archive.close());
    archive = createArchive();
  }
  if (archive.bytes > 0) download(number > 1 ? `${fileName}-${number}.zip` : `${fileName}.zip`, archive.close());
}

/** Saves a copy of each picture with faces. Never rejects. */
export async function saveCopies(fileName: string): Promise<void> {
  const chosen = withFaces();
  stopper = new AbortController();
  uncopied.value = [];
  copying.value = { done: 0, all: chosen.length };
  try {
    await saveAll(fileName, chosen, stopper);
  } catch (error) {
    console.error(error);
    uncopied.value = chosen.map(({ path }) => path);
  } finally {
    copying.value = undefined;
  }
}
