/** Entry point of the popover's script. */
import { createPopover } from './popover.ts';

globalThis.ageBadges_popover = createPopover;
