/** The sites with a rule. A rule that was taken away stays in the list, to be set again, until the page is left. */
import { signal } from '@preact/signals';
import { type SiteRule, siteName } from '../../sites.ts';
import { forgetRefused, setSiteRule } from '../../store/site-rules.ts';
import { keep, settings } from '../settings-state.ts';
import { text } from '../words.ts';
import { Section } from './controls.tsx';

// An answer that came after the popup closed.
void forgetRefused();

const removed = signal<Readonly<Record<string, SiteRule>>>({});

function Row({ pattern, rule }: { pattern: string; rule: SiteRule }) {
  const isRemoved = !settings.value.sites[pattern];
  const act = () => {
    removed.value = { ...removed.value, [pattern]: rule };
    void keep(setSiteRule(pattern, isRemoved ? rule : undefined));
  };
  const label = text(isRemoved ? 'undo' : 'remove');
  const name = siteName(pattern);
  return (
    <tr class={isRemoved ? 'removed' : undefined}>
      <th scope="row">{name}</th>
      <td>{text(isRemoved ? 'site_ask' : `site_${rule}`)}</td>
      <td>
        <button type="button" aria-label={`${label}: ${name}`} onClick={act}>
          {label}
        </button>
      </td>
    </tr>
  );
}

export function Sites() {
  const rows = Object.entries({ ...removed.value, ...settings.value.sites }).sort(([a], [b]) =>
    siteName(a).localeCompare(siteName(b)),
  );
  return (
    <Section title={text('sites')}>
      {rows.length === 0 ? (
        <p>{text('sites_none')}</p>
      ) : (
        <table>
          <tbody>
            {rows.map(([pattern, rule]) => (
              <Row key={pattern} pattern={pattern} rule={rule} />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
