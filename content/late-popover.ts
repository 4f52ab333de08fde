/** The popover, which comes when it is first opened. */
import { loadPart } from './parts.ts';
import type { createPopover, Popover } from './popover/popover.ts';

/** As createPopover. */
export function createLatePopover(...where: Parameters<typeof createPopover>): Popover {
  let loading: Promise<Popover> | undefined;
  let popover: Popover | undefined;

  async function first(): Promise<Popover> {
    const create = await loadPart('popover');
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
