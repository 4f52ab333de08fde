/** Scripts that come into the page when they are first needed: most badges are never opened, most pictures can be read. */
import type { Part, ToBackground } from '../src/protocol.ts';
import { api } from './browser.ts';
import type { createCaptures } from './capture/captures.ts';
import type { foldCrowds } from './crowd/fold.ts';
import type { drawShown } from './draw/draw.ts';
import type { createFaceList } from './list/face-list.ts';
import type { createPopover } from './popover/popover.ts';
import type { isRefused } from './refusals/is-refused.ts';

/** What each of them leaves in the content script's world, where its entry point puts it. */
declare global {
  var ageBadges_popover: typeof createPopover | undefined;
  var ageBadges_crowd: typeof foldCrowds | undefined;
  var ageBadges_draw: typeof drawShown | undefined;
  var ageBadges_capture: typeof createCaptures | undefined;
  var ageBadges_list: typeof createFaceList | undefined;
  var ageBadges_refusals: typeof isRefused | undefined;
}

/** Rejects where it cannot be had, as after an update of the extension. */
export async function loadPart<P extends Part>(part: P): Promise<NonNullable<(typeof globalThis)[`ageBadges_${P}`]>> {
  const name = `ageBadges_${part}` as const;
  const request: ToBackground = { to: 'background', kind: 'load-part', part };
  // The page may call an element so.
  if (typeof globalThis[name] !== 'function') await api.runtime.sendMessage(request);
  const loaded = globalThis[name];
  if (typeof loaded !== 'function') throw new Error(`no ${part}`);
  return loaded as never;
}
