/** The faces themselves: a listbox whose options are pictures with age and range. */
import { useComputed, useSignalEffect } from '@preact/signals';
import type { TargetedKeyboardEvent, TargetedMouseEvent, VNode } from 'preact';
import type { AgedFace } from '../../report.ts';
import { count, text } from '../words.ts';
import type { Entry } from './gather.ts';
import { reveal } from './page.ts';
import { current, isSelected, selectAll, selectNone, selectTo, shown, toggle } from './view.ts';

function labelOf({ age, low, high, reliable, correction }: AgedFace): string {
  const ages = [age, low, high].map(count);
  if (correction !== undefined) return text('badge_label_corrected', [count(correction), ...ages]);
  return text(reliable ? 'badge_label' : 'badge_label_unsure', ages);
}

function Face({ entry: { key, face, crop } }: { entry: Entry }) {
  const { age, low, high, reliable, correction } = face;
  const chosen = useComputed(() => isSelected(key)).value;
  const isCurrent = useComputed(() => current.value === key).value;
  const kind = correction !== undefined ? 'corrected' : reliable ? '' : 'unsure';
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus, and names the current option
    <div
      id={key}
      role="option"
      class={`face ${kind} ${isCurrent ? 'current' : ''}`}
      aria-selected={chosen}
      aria-label={labelOf(face)}
      title={labelOf(face)}
    >
      {/* The middle third: the middle one of the crops. */}
      <img src={crop} alt="" decoding="async" draggable={false} />
      <span class="check" />
      <span class="figures">
        <b>{correction !== undefined || reliable ? count(correction ?? age) : `~${count(age)}`}</b>{' '}
        {text('range_short', [count(low), count(high)])}
      </span>
    </div>
  );
}

const made = new WeakMap<Entry, VNode>();

/** The same node for the same entry, so that Preact passes over what has not changed. */
function faceOf(entry: Entry): VNode {
  const node = made.get(entry) ?? <Face key={entry.key} entry={entry} />;
  made.set(entry, node);
  return node;
}

/** How far the arrow keys go, in options: rows are as long as the window is wide. */
function columnsOf(list: HTMLElement): number {
  return getComputedStyle(list).gridTemplateColumns.split(' ').length;
}

export function Faces() {
  useSignalEffect(() => {
    const option = current.value && document.getElementById(current.value);
    if (option) option.scrollIntoView({ block: 'nearest' });
  });

  function go(steps: number, extends_: boolean): void {
    const all = shown.value;
    const from = all.findIndex(({ key }) => key === current.value);
    const entry = all[Math.max(0, Math.min(from < 0 ? 0 : from + steps, all.length - 1))];
    if (!entry) return;
    if (extends_) selectTo(entry);
    current.value = entry.key;
  }

  function onKey(event: TargetedKeyboardEvent<HTMLDivElement>): void {
    const entry = shown.value.find(({ key }) => key === current.value);
    const forward = document.dir === 'rtl' ? -1 : 1;
    const columns = columnsOf(event.currentTarget);
    const steps: Record<string, number> = {
      ArrowRight: forward,
      ArrowLeft: -forward,
      ArrowDown: columns,
      ArrowUp: -columns,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if (step !== undefined) go(step, event.shiftKey);
    else if (event.key === 'Enter' && entry) void reveal(entry);
    else if (event.key === ' ' && entry) toggle(entry);
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) selectAll();
    else if (event.key === 'Escape') selectNone();
    else return;
    event.preventDefault();
  }

  function onClick(event: TargetedMouseEvent<HTMLDivElement>): void {
    const target = event.target as Element;
    const key = target.closest('[role=option]')?.id;
    const entry = shown.value.find((known) => known.key === key);
    if (!entry) return;
    if (event.shiftKey) selectTo(entry);
    else if (event.ctrlKey || event.metaKey || target.matches('.check')) toggle(entry);
    else void reveal(entry);
    current.value = entry.key;
  }

  return (
    <div
      class="faces"
      role="listbox"
      tabIndex={0}
      aria-label={text('list_title')}
      aria-multiselectable="true"
      aria-activedescendant={current.value}
      onKeyDown={onKey}
      onClick={onClick}
      onFocus={() => current.value ?? go(0, false)}
    >
      {shown.value.map(faceOf)}
    </div>
  );
}
