/** The head of every report: what was run, with which model and browser. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Report } from '../../src/report.ts';
import { modelFolder } from './model-folder.ts';

const root = path.join(import.meta.dirname, '../..');

/** `browser` as in `Chromium 156.0.1`, `model` a variant of the model. */
export async function describeProgram(browser: string, model?: string): Promise<Omit<Report, 'pictures'>> {
  const { name, version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const { age } = JSON.parse(await readFile(path.join(modelFolder(model), 'models.json'), 'utf8'));
  return { program: name, version, model: `${age.name} ${age.version}`, browser };
}
