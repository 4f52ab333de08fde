/** What holds for the site of the page: looked at when the person asks, always, or never. */
import { computed } from '@preact/signals';
import type { SiteRule } from '../../sites.ts';
import { forgetRefused, setSiteRule } from '../../store/site-rules.ts';
import { NotKept } from '../not-kept.tsx';
import { keep, settings } from '../settings-state.ts';
import { text } from '../words.ts';
import { clear, clearTrouble, site } from './page.ts';

const RULES = [undefined, 'always', 'never'] as const;

// An answer that came after the popup closed.
void forgetRefused();

export const rule = computed(() => (site ? settings.value.sites[site] : undefined));

function choose(pattern: string, chosen: SiteRule | undefined): void {
  void keep(setSiteRule(pattern, chosen));
  if (chosen === 'never') void clear();
  if (rule.value === 'never') void clearTrouble();
}

export function Site({ pattern }: { pattern: string }) {
  return (
    <fieldset>
      <legend>{text('site')}</legend>
      {/* Not radio buttons: those choose as soon as an arrow key passes them, and one of these asks for a permission. */}
      <div class="choices">
        {RULES.map((one) => (
          <button key={one} type="button" aria-pressed={rule.value === one} onClick={() => choose(pattern, one)}>
            {text(`site_${one ?? 'ask'}`)}
          </button>
        ))}
      </div>
      <p class="small">{text(`site_${rule.value ?? 'ask'}_why`)}</p>
      <NotKept />
    </fieldset>
  );
}
