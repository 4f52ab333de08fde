/** What this is, what it must not be used for, and under which terms it comes. */
import browser from 'webextension-polyfill';
import { modelVersion } from '../../store/model-version.ts';
import { text } from '../words.ts';
import { Section } from './controls.tsx';

const { version } = browser.runtime.getManifest();
const model = await modelVersion();

export function About() {
  return (
    <Section title={text('about')}>
      <dl>
        <dt>{text('about_version')}</dt>
        <dd>{version}</dd>
        <dt>{text('about_model')}</dt>
        <dd>{model}</dd>
      </dl>
      <p>{text('not_for')}</p>
      <p>{text('about_licences')}</p>
      <p>{text('about_weights')}</p>
      <a href="model-card.html" target="_blank" rel="noreferrer" hrefLang="en">
        {text('about_card')}
      </a>
      <a href="licences.html" target="_blank" rel="noreferrer" hrefLang="en">
        {text('about_all_licences')}
      </a>
    </Section>
  );
}
