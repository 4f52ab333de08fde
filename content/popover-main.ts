/** Entry point of the popover's script, which comes into the page when a popover is first opened there. */
import { createPopover } from './popover.ts';

declare global {
  var ageBadgesPopover: typeof createPopover | undefined;
}

globalThis.ageBadgesPopover = createPopover;
