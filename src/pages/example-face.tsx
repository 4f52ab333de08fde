/** A drawn face with its badge, as the content script draws badges on photographs. */
import type { BadgeSettings } from '../settings.ts';
import { count, text } from './words.ts';

const AGE = 34;
const LOW = 28;
const HIGH = 41;

type Look = Pick<BadgeSettings, 'badges' | 'range'>;

function Badge({ badges, range }: Look) {
  if (badges === 'dot') return <circle class="badge" cx="80" cy="30" r="6" />;
  const height = range ? 28 : 20;
  const width = range ? 48 : 36;
  const y = 36 - height;
  return (
    <>
      <rect class="badge" x={80 - width / 2} y={y} width={width} height={height} rx={range ? 8 : 10} />
      <text x="80" y={y + (range ? 15 : 14.5)} class={range ? undefined : 'compact'}>
        {count(AGE)}
      </text>
      {range && (
        <>
          <rect class="bar" x="62" y={y + 19} width="36" height="4" rx="2" />
          <rect class="likely" x={62 + 0.36 * LOW} y={y + 19} width={0.36 * (HIGH - LOW)} height="4" rx="2" />
        </>
      )}
    </>
  );
}

export function ExampleFace(look: Look) {
  return (
    <svg class="example" viewBox="0 0 160 136" width="160" height="136" role="img" aria-label={text('example')}>
      <rect class="backdrop" width="160" height="136" rx="8" />
      <path class="coat" d="M24 136c4-24 24-34 56-34s52 10 56 34z" />
      <path class="skin" d="M68 88h24v18c0 8-24 8-24 0z" />
      <path class="hair" d="M46 72c-4-32 16-44 34-44s38 12 34 44l-6 10H52z" />
      <path class="skin" d="M52 66c0-16 10-22 28-22s28 6 28 22c0 20-12 34-28 34S52 86 52 66z" />
      <path class="lines" d="M64 62q5-3 10 0M86 62q5-3 10 0M80 68v9h-3M72 86q8 5 16 0" />
      <circle class="eye" cx="69" cy="68" r="2.5" />
      <circle class="eye" cx="91" cy="68" r="2.5" />
      <Badge {...look} />
    </svg>
  );
}
