/** How badges look, with an example, and which faces have one. */
import { BADGE_STYLES, MAX_MIN_FACE_PX } from '../../settings.ts';
import { ExampleFace } from '../example-face.tsx';
import { settings } from '../settings-state.ts';
import { count, text } from '../words.ts';
import { Section, set, Toggle } from './controls.tsx';

export function Badges() {
  const { badges, range } = settings.value;
  return (
    <Section title={text('badges')}>
      <div class="beside">
        <fieldset>
          <legend>{text('badge_style')}</legend>
          {BADGE_STYLES.map((style) => (
            <label key={style} class="choice">
              <input type="radio" name="style" checked={badges === style} onChange={() => set({ badges: style })} />
              {text(`badges_${style}`)}
            </label>
          ))}
          <Toggle setting="range" label={text('range')} hint={text('range_hint')} />
        </fieldset>
        <ExampleFace badges={badges} range={range} />
      </div>
    </Section>
  );
}

export function Faces() {
  const { minFacePx } = settings.value;
  return (
    <Section title={text('which_faces')}>
      <label class="slider">
        {text('min_face')}
        <output>{minFacePx === 0 ? text('min_face_all') : text('min_face_px', count(minFacePx))}</output>
        <input
          type="range"
          max={MAX_MIN_FACE_PX}
          step="4"
          value={minFacePx}
          onInput={({ currentTarget }) => set({ minFacePx: currentTarget.valueAsNumber })}
        />
        <small>{text('min_face_hint')}</small>
      </label>
      <Toggle setting="reliableOnly" label={text('reliable_only')} hint={text('reliable_only_hint')} />
    </Section>
  );
}
