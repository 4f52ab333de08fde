/** Makes sure that there is an engine host to connect to: the one difference between the browsers. */
import type { Answers } from '../src/protocol.ts';

let creation: Promise<void> | undefined;

async function createHost(offscreen: NonNullable<typeof chrome.offscreen>): Promise<void> {
  const hosts = await chrome.runtime.getContexts({ contextTypes: ['OFFSCREEN_DOCUMENT'] });
  if (hosts.length > 0) return;
  await offscreen.createDocument({
    url: 'engine-host.html',
    reasons: ['WORKERS'],
    justification: 'Finds faces in pictures and estimates their ages in workers, which a service worker cannot start.',
  });
}

/** Never rejects. In Firefox the host is part of the background page, so there is nothing to start. */
export async function startEngine(): Promise<Answers['start-engine']> {
  if (!chrome.offscreen) return { ok: true };
  try {
    creation ??= createHost(chrome.offscreen);
    await creation;
    return { ok: true };
  } catch (error) {
    console.error(error);
    return { ok: false, reason: 'engine-unavailable' };
  } finally {
    // Chrome may close the document later, so the next caller asks again.
    creation = undefined;
  }
}
