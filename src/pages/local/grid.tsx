/** The grid of pictures: one stop of the Tab key, arrows inside of it. */
import { useEffect, useRef } from 'preact/hooks';
import { text } from '../words.ts';
import { entries, keyOf, remove } from './entries.ts';
import { Tile } from './tile.tsx';

/** The tile that the key leads to from the one at `index`. */
function target(key: string, index: number, tiles: readonly HTMLElement[]): number | undefined {
  const columns = tiles.findIndex(({ offsetTop }) => offsetTop !== tiles[0]?.offsetTop);
  const down = columns < 0 ? tiles.length : columns;
  const onward = document.documentElement.dir === 'rtl' ? -1 : 1;
  const moves: Record<string, number> = {
    ArrowRight: index + onward,
    ArrowLeft: index - onward,
    ArrowDown: index + down,
    ArrowUp: index - down,
    Home: 0,
    End: tiles.length - 1,
  };
  return moves[key];
}

function steer(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('.open')];
  const index = buttons.indexOf(document.activeElement as HTMLElement);
  const entry = entries.value[index];
  if (!entry) return;
  if (event.key === 'Delete') {
    // The focus stays in the grid.
    (buttons[index + 1] ?? buttons[index - 1])?.focus();
    remove([entry]);
    return;
  }
  const tiles = buttons.map((button) => button.parentElement as HTMLElement);
  const next = buttons[target(event.key, index, tiles) ?? -1];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

const STOP = '.open[tabindex="0"]';

/** Tab comes back to where it left. */
function rove({ currentTarget, target: focused }: FocusEvent & { currentTarget: HTMLElement }): void {
  if (!(focused instanceof HTMLElement) || !focused.matches('.open')) return;
  for (const button of currentTarget.querySelectorAll<HTMLElement>(STOP)) button.tabIndex = -1;
  focused.tabIndex = 0;
}

export function Grid() {
  const list = useRef<HTMLUListElement>(null);
  const given = entries.value;
  // The tile that Tab led to may have been removed.
  useEffect(() => {
    const stop = list.current?.querySelector<HTMLElement>(STOP) ?? list.current?.querySelector<HTMLElement>('.open');
    if (stop) stop.tabIndex = 0;
  }, [given]);
  return (
    <ul
      ref={list}
      class="grid"
      aria-label={text('pictures')}
      aria-description={text('local_keys')}
      onKeyDown={steer}
      onFocusIn={rove}
    >
      {given.map((entry) => (
        <Tile key={keyOf(entry)} entry={entry} />
      ))}
    </ul>
  );
}
