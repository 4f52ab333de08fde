/** The ages that a person set for faces, kept on this machine for the next visit. */
import { correctionKey } from '../src/correction-key.ts';
import { type AgedFace, isCorrection, type Picture } from '../src/report.ts';
import { api } from './browser.ts';

/** Other addresses mean something else the next time, and a private window leaves nothing behind. */
function isKept(source: string): boolean {
  return /^(https?|data|file):/.test(source) && !api.extension.inIncognitoContext;
}

let reading: Promise<Record<string, unknown>> | undefined;

/** All of them, by their keys: asked for once, as each question costs the browser milliseconds. */
async function readKept(): Promise<Record<string, unknown>> {
  const { local } = api.storage;
  const kept: Record<string, unknown> = {};
  local.onChanged.addListener((changes) => {
    for (const key in changes) kept[key] = changes[key]?.newValue;
  });
  return Object.assign(kept, { ...(await local.get()), ...kept });
}

/** Puts them into the faces of a picture that was just looked at. */
export async function recallCorrections({ source, faces }: Picture): Promise<void> {
  if (!isKept(source)) return;
  reading ??= readKept();
  const kept = await reading;
  for (const face of faces) {
    const age = kept[correctionKey(source, face.box)];
    if (isCorrection(age)) face.correction = age;
  }
}

/** Keeps the age that was set for the face, or that none is any more. Rejects where the browser has no room for it. */
export async function keepCorrection(source: string, { box, correction }: AgedFace): Promise<void> {
  if (!isKept(source)) return;
  const key = correctionKey(source, box);
  await (correction === undefined ? api.storage.local.remove(key) : api.storage.local.set({ [key]: correction }));
}
