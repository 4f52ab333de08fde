/** What the benchmark asks of every system: a picture in, its faces out. All run on WASM with one thread for each worker. */
import type { Box } from '../../../src/geometry.ts';

export interface FoundFace {
  /** Pixels of the natural picture. */
  box: Box;
  /** Years; missing where the system answers none. */
  age?: number;
}

export interface System {
  /** Decodes, detects and estimates. Rejects where the picture cannot be read. */
  look(picture: Blob): Promise<FoundFace[]>;
  /** Pictures that it works on at a time. */
  atOnce: number;
}
