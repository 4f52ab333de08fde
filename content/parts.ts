/** Scripts that come into the page when they are first needed: most badges are never opened, most pictures can be read. */
import type { Part, ToBackground } from '../src/protocol.ts';
import { api } from './browser.ts';
import type { createCaptures } from './capture/captures.ts';
import type { foldCrowds } from './crowd/fold.ts';
import type { drawShown } from './draw/draw.ts';
import type { createFaceList } from './list/face-list.ts';
import type { createPopover } from './popover/popover.ts';

/** What each of them leaves in the content script's world, where its entry point puts it. */
declare global {
  var ageBadgesPopover: typeof createPopover | undefined;
  var ageBadgesCrowd: typeof foldCrowds | undefined;
  var ageBadgesDraw: typeof drawShown | undefined;
  var ageBadgesCapture: typeof createCaptures | undefined;
  var ageBadgesList: typeof createFaceList | undefined;
}

const names = {
  popover: 'ageBadgesPopover',
  crowd: 'ageBadgesCrowd',
  draw: 'ageBadgesDraw',
  capture: 'ageBadgesCapture',
  list: 'ageBadgesList',
} as const satisfies Record<Part, string>;

/** Rejects where it cannot be had, as after an update of the extension. */
export async function loadPart<P extends Part>(part: P): Promise<NonNullable<(typeof globalThis)[(typeof names)[P]]>> {
  const name = names[part];
  const request: ToBackground = { to: 'background', kind: 'load-part', part };
  // The page may call an element so.
  if (typeof globalThis[name] !== 'function') await api.runtime.sendMessage(request);
  const loaded = globalThis[name];
  if (typeof loaded !== 'function') throw new Error(`${part} did not load`);
  return loaded as never;
}
