/** Entry point of the script that draws. */
import { drawShown } from './draw.ts';

globalThis.ageBadges_draw = drawShown;
