/** Says that a change of the settings could not be kept. */
import { isLost } from './settings-state.ts';
import { text } from './words.ts';

export function NotKept() {
  return (
    isLost.value && (
      <p class="notice" role="alert">
        {text('not_kept')}
      </p>
    )
  );
}
