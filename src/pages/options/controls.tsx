/** The controls of the settings: each applies at once. */
import type { ComponentChildren } from 'preact';
import type { Settings } from '../../settings.ts';
import { changeSettings } from '../../store/stored-settings.ts';
import { keep, settings } from '../settings-state.ts';

/** The settings whose value is of that type. */
type KeyOf<Value> = { [Key in keyof Settings]: Settings[Key] extends Value ? Key : never }[keyof Settings];

export function set(change: Partial<Settings>): void {
  void keep(changeSettings(() => change));
}

export function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** A setting that is on or off. `hint` says more where the label is not enough. */
export function Toggle({ setting, label, hint }: { setting: KeyOf<boolean>; label: string; hint?: string }) {
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={settings.value[setting]}
        onChange={({ currentTarget }) => set({ [setting]: currentTarget.checked })}
      />
      <span>
        {label}
        {hint && <small>{hint}</small>}
      </span>
    </label>
  );
}
