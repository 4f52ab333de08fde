/** How many faces there are of each age, and the range of ages that is shown. */
import type { Signal } from '@preact/signals';
import { count, text } from '../words.ts';
import { BAR_YEARS, OLDEST } from './choose.ts';
import { bars, high, low } from './view.ts';

function Handle({ label, value, min, max }: { label: string; value: Signal<number>; min: number; max: number }) {
  const set = (input: HTMLInputElement) => {
    value.value = Math.min(max, Math.max(min, input.valueAsNumber));
    // One handle does not pass the other.
    input.valueAsNumber = value.value;
  };
  return (
    <input
      type="range"
      min={0}
      max={OLDEST}
      value={value.value}
      aria-label={text(label)}
      // Where both are at the end, the one that can still move is on top.
      style={{ zIndex: value === low && value.value > OLDEST / 2 ? 1 : 0 }}
      onInput={({ currentTarget }) => set(currentTarget)}
    />
  );
}

export function Ages() {
  const [from, to] = [low.value, high.value];
  const most = Math.max(1, ...bars.value);
  const isAll = from === 0 && to === OLDEST;
  return (
    <section class="ages">
      <div class="bars" aria-hidden="true">
        {bars.value.map((faces, index) => (
          <span
            key={index}
            class={index * BAR_YEARS > to || (index + 1) * BAR_YEARS <= from ? 'out' : ''}
            style={{ blockSize: `${(faces / most) * 100}%` }}
          />
        ))}
      </div>
      <div class="range" style={{ '--low': `${from}%`, '--high': `${to}%` }}>
        <Handle label="youngest_shown" value={low} min={0} max={to} />
        <Handle label="oldest_shown" value={high} min={from} max={OLDEST} />
      </div>
      <p>{isAll ? text('all_ages') : text('ages_shown', [count(from), count(to)])}</p>
    </section>
  );
}
