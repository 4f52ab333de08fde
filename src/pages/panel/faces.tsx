/** The faces themselves: a listbox whose options are pictures with age and range. */
import { useComputed, useSignalEffect } from '@preact/signals';
import type { TargetedKeyboardEvent, TargetedMouseEvent } from 'preact';
import { useRef } from 'preact/hooks';
import type { AgedFace } from '../../report.ts';
import { count, text } from '../words.ts';
import type { Entry } from './gather.ts';
import { reveal } from './page.ts';
import { useRows } from './rows.ts';
import { current, isSelected, selectAll, selectNone, selectTo, shown, toggle } from './view.ts';

function labelOf({ age, low, high, reliable, correction }: AgedFace): string {
  const ages = [age, low, high].map(count);
  if (correction !== undefined) return text('badge_label_corrected', [count(correction), ...ages]);
  return text(reliable ? 'badge_label' : 'badge_label_unsure', ages);
}

interface FaceProps {
  entry: Entry;
  /** Among those that are shown, from 1. */
  position: number;
}

function Face({ entry: { key, face, crop }, position }: FaceProps) {
  const { age, low, high, reliable, correction } = face;
  const kind = correction !== undefined ? 'corrected' : reliable ? '' : 'unsure';
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus, and names the current option
    <div
      id={key}
      role="option"
      class={`face ${kind} ${current.value === key ? 'current' : ''}`}
      aria-selected={isSelected(key)}
      aria-label={labelOf(face)}
      aria-posinset={position}
      aria-setsize={shown.value.length}
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

/** Over the lower edge of the window lies what copies and saves. */
const FOOTER_PX = 64;
const ABOVE_PX = 8;

export function Faces() {
  const list = useRef<HTMLDivElement>(null);
  const { columns, rowPx, first: firstRow, count: rows } = useRows(list);
  const indexOf = (key: string | undefined) => shown.value.findIndex((entry) => entry.key === key);
  const isThere = useComputed(() => indexOf(current.value) >= 0);

  // Once, and not again with each face that comes: the person may have scrolled away.
  useSignalEffect(() => {
    const key = current.value;
    if (!list.current || !isThere.value) return;
    const index = shown.peek().findIndex((entry) => entry.key === key);
    const top = list.current.getBoundingClientRect().top + Math.floor(index / columns.peek()) * rowPx.peek() - ABOVE_PX;
    const below = top + rowPx.peek() + FOOTER_PX - innerHeight;
    if (top < 0 || below > 0) scrollBy({ top: top < 0 ? top : below, behavior: 'instant' });
  });

  function go(steps: number, extend: boolean): void {
    const from = indexOf(current.value);
    const entry = shown.value[Math.max(0, Math.min(from < 0 ? 0 : from + steps, shown.value.length - 1))];
    if (!entry) return;
    if (extend) selectTo(entry);
    current.value = entry.key;
  }

  function onKey(event: TargetedKeyboardEvent<HTMLDivElement>): void {
    const entry = shown.value[indexOf(current.value)];
    const forward = document.dir === 'rtl' ? -1 : 1;
    const steps: Record<string, number> = {
      ArrowRight: forward,
      ArrowLeft: -forward,
      ArrowDown: columns.value,
      ArrowUp: -columns.value,
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
    const entry = shown.value[indexOf(target.closest('[role=option]')?.id)];
    if (!entry) return;
    if (event.shiftKey) selectTo(entry);
    else if (event.ctrlKey || event.metaKey || target.matches('.check')) toggle(entry);
    else void reveal(entry);
    current.value = entry.key;
  }

  const allRows = Math.ceil(shown.value.length / columns.value);
  const from = Math.min(firstRow.value, Math.max(0, allRows - 1)) * columns.value;
  return (
    <div
      ref={list}
      class="faces"
      role="listbox"
      tabIndex={0}
      aria-label={text('list_title')}
      aria-multiselectable="true"
      aria-activedescendant={current.value}
      style={{ minBlockSize: `${allRows * rowPx.value}px`, paddingBlockStart: `${(from / columns.value) * rowPx.value}px` }}
      onKeyDown={onKey}
      onClick={onClick}
      onFocus={() => current.value ?? go(0, false)}
    >
      {shown.value.slice(from, from + rows.value * columns.value).map((entry, index) => (
        <Face key={entry.key} entry={entry} position={from + index + 1} />
      ))}
    </div>
  );
}
