/** The popover, whose script is fetched into the page when it is first needed: most badges are never opened. */
import type { ToBackground } from '../src/protocol.ts';
import { api } from './browser.ts';
import type { createPopover, Popover } from './popover.ts';

async function load(): Promise<typeof createPopover> {
  const request: ToBackground = { to: 'background', kind: 'load-popover' };
  // The page may call an element so.
  if (typeof globalThis.ageBadgesPopover !== 'function') await api.runtime.sendMessage(request);
  if (typeof globalThis.ageBadgesPopover !== 'function') throw new Error('The popover did not load');
  return globalThis.ageBadgesPopover;
}

/** As createPopover. */
export function createLatePopover(...where: Parameters<typeof createPopover>): Popover {
  let loading: Promise<Popover> | undefined;
  let popover: Popover | undefined;

  async function first(): Promise<Popover> {
    const create = await load();
    popover = create(...where);
    return popover;
  }

  return {
    follow: () => popover?.follow(),
    async open(...face) {
      loading ??= first();
      try {
        (await loading).open(...face);
      } catch (error) {
        console.error(error);
        loading = undefined;
      }
    },
  };
}
