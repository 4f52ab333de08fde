/** One badge in place of many: "Faces: 24". */
import { boxCenter, type Point } from '../../src/geometry.ts';
import type { ArrangedFace } from '../arrange.ts';
import { element } from '../element.ts';
import { words } from '../words.ts';
import { crowdsIn } from './crowds-in.ts';

/** Hides the frames of dense groups and returns a badge for each group, which calls `open` with the group's first index. */
export function foldCrowds(
  faces: readonly Pick<ArrangedFace, 'badge' | 'lift'>[],
  frames: readonly HTMLElement[],
  open: (first: number) => void,
): HTMLElement[] {
  return crowdsIn(faces).map((group) => {
    const badge = element('button', 'badge crowd', words('faces_shown', group.length));
    badge.type = 'button';
    const middles = group.flatMap((index) => (faces[index] ? boxCenter(faces[index].badge) : []));
    const mean = (along: keyof Point) => middles.reduce((sum, point) => sum + point[along], 0) / middles.length;
    const place = { left: `${mean('x')}px`, top: `${mean('y')}px`, translate: '-50% -50%' };
    Object.assign(badge.style, { ...place, width: 'max-content', padding: '4px 8px' });
    badge.addEventListener('click', () => open(group[0] as number));
    for (const index of group) frames[index]?.toggleAttribute('hidden', true);
    return badge;
  });
}
