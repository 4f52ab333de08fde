import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from './command.ts';

/** Makes the folder for a file that is written later; throws a UserError where that will not be possible. */
export async function prepareFile(file: string): Promise<void> {
  const folder = path.dirname(file);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch {
    throw new UserError(`${file}: cannot be written there`);
  }
  const there = await stat(file).catch(() => undefined);
  if (there?.isDirectory()) throw new UserError(`${file}: is a folder`);
}
