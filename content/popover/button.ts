import { element } from '../element.ts';
import { words } from '../words.ts';

/** A button with the text `key` of the message files. */
export function button(className: string, key: string, act: () => void): HTMLButtonElement {
  const created = element('button', className, words(key));
  created.type = 'button';
  created.addEventListener('click', act);
  return created;
}
