import type { BrowserName } from '../../../scripts/browser/launch.ts';
import type { Figures } from '../figure.ts';

export interface PartOptions {
  browser: BrowserName;
  /** For a run of a few minutes: fewer pictures and repetitions. */
  quick: boolean;
  /** Hears how far it is. */
  onProgress(text: string): void;
}

/** One subject of the benchmark, in one browser. */
export type Part = (options: PartOptions) => Promise<{ version: string; figures: Figures }>;
