/** Entry point of the script that folds crowds. */
import { foldCrowds } from './fold.ts';

globalThis.ageBadges_crowd = foldCrowds;
