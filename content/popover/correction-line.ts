/** The line of the popover in which a person sets the age that they know better, or takes it back. */
import { type AgedFace, isCorrection, MAX_CORRECTION } from '../../src/report.ts';
import { element } from '../element.ts';
import { words } from '../words.ts';
import { button } from './button.ts';

/** `correct` sets `face.correction`, and rejects where that cannot be kept; `onResize` hears when the line may have another size. */
export function createCorrectionLine(
  face: AgedFace,
  correct: (age?: number) => Promise<void>,
  onResize: () => void,
): HTMLElement {
  const line = element('div', 'correction');

  function fill(...parts: HTMLElement[]): void {
    line.replaceChildren(...parts);
    onResize();
  }

  async function set(age?: number): Promise<void> {
    const keeping = correct(age);
    show();
    line.querySelector('button')?.focus();
    await keeping.catch(() => {
      const warning = element('p', '', words('not_kept'));
      warning.role = 'alert';
      line.append(warning);
      onResize();
    });
  }

  function ask(): void {
    const label = element('label', '', words('correct_age'));
    const input = element('input');
    // Empty: the page's `window.find()` finds what is in a field.
    Object.assign(input, { type: 'number', min: 0, max: MAX_CORRECTION, step: 1, required: true });
    const submit = () => (isCorrection(input.valueAsNumber) ? set(input.valueAsNumber) : input.reportValidity());
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      // It would press the button that has the focus next.
      event.preventDefault();
      submit();
    });
    label.append(input);
    fill(label, button('', 'save', submit));
    input.focus();
  }

  function show(): void {
    const { correction } = face;
    if (correction === undefined) fill(button('', 'wrong_age', ask));
    else
      fill(
        element('span', '', words('corrected_age', correction)),
        button('', 'undo', () => set()),
      );
  }

  show();
  return line;
}
