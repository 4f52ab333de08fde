/** The ages that a person set for faces, kept on this machine for the next visit. */
import { correctionKey } from '../src/correction-key.ts';
import { type AgedFace, isCorrection, type Picture } from '../src/report.ts';
import { api } from './browser.ts';

/** Other addresses mean something else the next time, and a private window leaves nothing behind. */
function isKept(source: string): boolean {
  return /^(https?|data|file):/.test(source) && !api.extension.inIncognitoContext;
}

/** Puts them into the faces of a picture that was just looked at. */
export async function recallCorrections({ source, faces }: Picture): Promise<void> {
  if (faces.length === 0 || !isKept(source)) return;
  const keys = faces.map(({ box }) => correctionKey(source, box));
  const kept = await api.storage.local.get(keys);
  for (const [index, face] of faces.entries()) {
    const age = kept[keys[index] as string];
    if (isCorrection(age)) face.correction = age;
  }
}

/** Sets it, or takes it back where `age` is undefined. */
export async function correct(source: string, face: AgedFace, age?: number): Promise<void> {
  if (age === undefined) delete face.correction;
  else face.correction = age;
  if (!isKept(source)) return;
  const key = correctionKey(source, face.box);
  await (age === undefined ? api.storage.local.remove(key) : api.storage.local.set({ [key]: age }));
}
