/** The files in what was chosen, dropped or pasted; of folders those below them. */

export interface Given {
  readonly file: File;
  /** Relative to what was given, with slashes: `holiday/beach.jpg` for a file of a given folder. */
  readonly path: string;
}

/** What is used of a dropped FileSystemEntry. */
export interface DroppedEntry {
  readonly isDirectory: boolean;
  readonly fullPath: string;
}

interface DroppedFile extends DroppedEntry {
  file(resolve: (file: File) => void, reject: (error: unknown) => void): void;
}

interface DroppedFolder extends DroppedEntry {
  createReader(): { readEntries(resolve: (entries: DroppedEntry[]) => void, reject: (error: unknown) => void): void };
}

/** Whether the system takes the file for a picture. It may be none all the same. */
export function isPicture(file: Pick<File, 'type'>): boolean {
  return file.type.startsWith('image/');
}

/** Of a file input or the clipboard. */
export function givenFiles(files: Iterable<File>): Given[] {
  return [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
}

/** A folder's files in the order of their names. What cannot be read is left out. */
export async function givenBelow(entry: DroppedEntry): Promise<Given[]> {
  if (!entry.isDirectory) {
    const file = new Promise<File>((resolve, reject) => (entry as DroppedFile).file(resolve, reject));
    const path = entry.fullPath.replace(/^\//, '');
    return file.then(
      (found) => [{ file: found, path }],
      () => [],
    );
  }
  const reader = (entry as DroppedFolder).createReader();
  const inside: DroppedEntry[] = [];
  const read = () => new Promise<DroppedEntry[]>((resolve, reject) => reader.readEntries(resolve, reject)).catch(() => []);
  // Each call gives some of them, and the last one none.
  for (let some = await read(); some.length > 0; some = await read()) inside.push(...some);
  inside.sort((a, b) => a.fullPath.localeCompare(b.fullPath, undefined, { numeric: true }));
  const found: Given[] = [];
  for (const one of inside) found.push(...(await givenBelow(one)));
  return found;
}
