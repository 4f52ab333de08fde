/** Entry point of the script that tells what the page was refused. */
import { isRefused } from './is-refused.ts';

globalThis.ageBadges_refusals = isRefused;
