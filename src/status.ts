/** Where a run stands, over all frames of a page. */
import type { Status } from './protocol.ts';
import type { Reason } from './reasons.ts';

export function addStatus(a: Status, b: Status): Status {
  const failed = { ...a.failed };
  for (const [reason, count] of Object.entries(b.failed) as [Reason, number][]) failed[reason] = (failed[reason] ?? 0) + count;
  return {
    running: a.running || b.running,
    starting: a.starting || b.starting,
    paused: a.paused || b.paused,
    pictures: a.pictures + b.pictures,
    done: a.done + b.done,
    faces: a.faces + b.faces,
    failed,
  };
}
