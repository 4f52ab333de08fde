/** Damaged copies of pictures, the same for the same seed. */

/** Numbers below 1 (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Where formats keep sizes and tables. */
const HEAD_BYTES = 64;

/** Of `originals` in turn, with one to eight faults each. */
export function* mutants(originals: readonly Buffer[], count: number, seed: number): Generator<Buffer> {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  for (let made = 0; made < count; made++) {
    let bytes = Buffer.from(originals[made % originals.length] as Buffer);
    for (let faults = 1 + below(8); faults > 0; faults--) {
      const at = below(random() < 0.5 ? Math.min(HEAD_BYTES, bytes.length) : bytes.length);
      const length = 1 + below(16);
      const part = bytes.subarray(at, at + length);
      switch (below(6)) {
        case 0:
          bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
          break;
        case 1:
          part.fill(below(256));
          break;
        case 2:
          part.fill(random() < 0.5 ? 0 : 255);
          break;
        case 3:
          bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
          break;
        case 4:
          bytes = Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
          break;
        case 5:
          // Cut off, but seldom: what is left of most is nothing.
          if (random() < 0.3) bytes = bytes.subarray(0, at);
      }
    }
    yield bytes;
  }
}
