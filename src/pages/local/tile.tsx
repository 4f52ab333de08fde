/** One picture of the grid. Only near the view does it hold a decoded picture. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { messageKey } from '../../reasons.ts';
import { count, text } from '../words.ts';
import { type Entry, remove } from './entries.ts';
import { watchNear } from './near.ts';
import { Shown } from './picture.tsx';
import { viewed } from './viewer.tsx';

function outcome({ progress: { value } }: Entry): string {
  if (value.picture?.reason) return text(messageKey(value.picture.reason));
  return value.picture ? text('local_faces', count(value.picture.faces.length)) : text(`local_${value.state}`);
}

export function Tile({ entry }: { entry: Entry }) {
  const tile = useRef<HTMLLIElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => (tile.current ? watchNear(tile.current, setNear) : undefined), []);
  const failed = entry.progress.value.picture?.reason !== undefined;
  return (
    <li ref={tile} class={failed ? 'tile missed' : 'tile'}>
      <button type="button" class="open" tabIndex={-1} onClick={() => (viewed.value = entry)}>
        <span class="frame">{near && <Shown entry={entry} />}</span>
        <span class="name" title={entry.path}>
          <bdi>{entry.path}</bdi>
        </span>
        <span class="outcome">{outcome(entry)}</span>
      </button>
      <button type="button" class="remove" tabIndex={-1} aria-label={text('local_remove')} onClick={() => remove([entry])}>
        ×
      </button>
    </li>
  );
}
