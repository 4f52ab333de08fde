/** Groups of faces so dense that their badges find no room near them. */
import type { Box } from '../../src/geometry.ts';
import type { ArrangedFace } from '../arrange.ts';
import { MIN_CROWD, meet } from '../spread.ts';

/** A badge that must stand further from its face says little about it. */
const MAX_LIFT_PX = 60;

type Badge = Pick<ArrangedFace, 'badge' | 'lift'>;

const lifted = ({ badge, lift }: Badge): Box => ({ ...badge, y: badge.y - lift });
/** From where a badge stands down to where it should. */
const reach = ({ badge, lift }: Badge): Box => ({ ...badge, y: badge.y - lift, height: badge.height + lift });

/** The indices of each group. */
export function crowdsIn(badges: readonly Badge[]): number[][] {
  const left = new Set(badges.keys());
  const touch = (a: number, b: number, boxOf: (badge: Badge) => Box) =>
    meet(boxOf(badges[a] as Badge), boxOf(badges[b] as Badge));
  return [...left].flatMap((first) => {
    if (!left.delete(first)) return [];
    const group = [first];
    for (const member of group)
      for (const other of left) if (touch(member, other, reach) && left.delete(other)) group.push(other);
    const isDense = group.some(
      (member, index) =>
        (badges[member] as Badge).lift > MAX_LIFT_PX || group.slice(index + 1).some((other) => touch(member, other, lifted)),
    );
    return group.length >= MIN_CROWD && isDense ? [group] : [];
  });
}
