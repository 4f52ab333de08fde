/** `--shard i/n`: the i-th of n parts of a list, so that n machines can share a job. */
import { UserError } from '../common/command.ts';

export interface Shard {
  index: number;
  count: number;
}

/** Throws a UserError unless the text is `i/n` with 0 <= i < n. */
export function parseShard(text: string): Shard {
  const [index = Number.NaN, count = Number.NaN, ...rest] = text.split('/').map((part) => Number(part || Number.NaN));
  if (rest.length > 0 || !Number.isInteger(index) || !Number.isInteger(count) || index < 0 || index >= count) {
    throw new UserError(`--shard ${text}: want i/n with 0 <= i < n`);
  }
  return { index, count };
}

export function ofShard<T>(list: T[], { index, count }: Shard): T[] {
  return list.filter((_, i) => i % count === index);
}
