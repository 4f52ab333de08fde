/** Entry point of the script that captures. */
import { createCaptures } from './captures.ts';

globalThis.ageBadges_capture = createCaptures;
