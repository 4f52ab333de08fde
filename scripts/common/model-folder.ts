/** Where a model lies: `models/` is the default one, `models/c3ae-NAME` a variant, each complete in itself. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { UserError } from './command.ts';

const models = path.join(import.meta.dirname, '../../models');

/** The folder of the variant, or of the default model where none is named. Throws a UserError where there is no such variant. */
export function modelFolder(variant?: string, inFolder = models): string {
  if (variant === undefined) return inFolder;
  const folder = path.join(inFolder, `c3ae-${variant}`);
  if (/^[\w-]+$/.test(variant) && existsSync(path.join(folder, 'models.json'))) return folder;
  throw new UserError(`--model ${variant}: there is no models/c3ae-${variant}/models.json`, 1);
}
