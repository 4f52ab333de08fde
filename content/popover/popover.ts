/** What opens at a badge: the age, its range, how likely each age is, what the net saw, and what makes the estimate doubtful. */
import type { AgedFace } from '../../src/report.ts';
import { keepCorrection } from '../corrections.ts';
import { element } from '../element.ts';
import { own, page } from '../own.ts';
import type { OpenFace } from '../picture-layer.ts';
import type { Spot } from '../spots/spot.ts';
import { words, years } from '../words.ts';
import { beside } from './beside.ts';
import { button } from './button.ts';
import { createChart } from './chart.ts';
import { createCorrectionLine } from './correction-line.ts';
import styles from './popover.css' with { type: 'text' };

export interface Popover {
  open(spot: Spot, ...face: Parameters<OpenFace>): void;
  /** Keeps it at its badge after the page moved; closes it where the badge is gone. */
  follow(): void;
}

/** What can be done with a face beyond its badge. */
export interface FaceActs {
  /** Writes the badges of a face anew whose correction is another. Returns its picture's address, '' where that is no lasting one. */
  corrected(face: AgedFace): string;
  /** Whether `list` can work. */
  mayList(): boolean;
  /** Shows the face in the list of all. */
  list(face: AgedFace): void;
}

function describe({ age, low, high, reliable, doubts, distribution }: AgedFace, crop: string): HTMLElement[] {
  const reasons = element('ul', 'doubts');
  reasons.append(...doubts.map((doubt) => element('li', '', words(`doubt_${doubt}`))));
  const seen = element('img', 'crops');
  seen.src = crop;
  seen.alt = words('crops_label');
  return [
    element('div', 'caption', words('estimated_age')),
    element('div', 'age', reliable ? years(age) : `~${years(age)}`),
    element('div', 'range', words('likely_range', low, high)),
    createChart({ distribution, age, low, high }, words('chart_label')),
    seen,
    ...(doubts.length > 0 ? [reasons] : []),
  ];
}

/** `stage` holds it inside the shadow root of `host`. */
export function createPopover(host: HTMLElement, stage: HTMLElement, signal: AbortSignal, acts: FaceActs): Popover {
  const card = element('div', 'popover');
  card.role = 'dialog';
  const style = element('style');
  // Firefox lets it past the page's policy only so.
  style.textContent = styles;
  stage.append(style);
  let anchor: HTMLButtonElement | undefined;
  let shows: Spot | undefined;

  /** A film goes on, and each of its frames has badges of its own: what was said of this one can be read to the end. */
  const isPassedFrame = () => !anchor?.isConnected && shows?.changes === true && own(shows.element).checkVisibility();

  function follow(): void {
    if (!anchor) return;
    // Then no face is left to be corrected or listed.
    card.classList.toggle('passed', isPassedFrame());
    if (isPassedFrame()) return;
    if (!anchor.checkVisibility({ visibilityProperty: true })) {
      close();
      return;
    }
    const face = anchor.parentElement ?? anchor;
    // The host fills the window, and nothing of the page clips what is above it.
    const { x, y } = beside(face.getBoundingClientRect(), card.getBoundingClientRect(), host.getBoundingClientRect());
    card.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }

  function close(): void {
    card.remove();
    anchor?.classList.remove('open');
    anchor = undefined;
  }

  function closeAndReturn(): void {
    const badge = anchor;
    close();
    badge?.focus();
  }

  // A closed root hides its inside from the document: there, all of it is the host.
  const isOutside = (event: Event) => !event.composedPath().includes(host) && !host.matches(':hover');
  page.addEventListener('pointerdown', (event) => isOutside(event) && close(), { capture: true, signal });
  stage.addEventListener('pointerdown', (event) => {
    const target = event.target as Node;
    if (!card.contains(target) && !anchor?.contains(target)) close();
  });
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !anchor) return;
    event.preventDefault();
    event.stopPropagation();
    closeAndReturn();
  };
  page.addEventListener('keydown', onKey, { capture: true, signal });

  return {
    follow,
    open(spot, badge, face, crop, hide) {
      if (anchor === badge) return closeAndReturn();
      close();
      anchor = badge;
      shows = spot;
      badge.classList.add('open');
      const hideFace = () => {
        close();
        hide();
        stage.querySelector<HTMLElement>('.face:not([hidden], [inert]) .badge')?.focus({ preventScroll: true });
      };
      const correct = (age?: number) => {
        if (age === undefined) delete face.correction;
        else face.correction = age;
        const source = acts.corrected(face);
        card.ariaLabel = badge.ariaLabel;
        return keepCorrection(source, face);
      };
      const dismiss = button('close', 'close', closeAndReturn);
      dismiss.ariaLabel = words('close');
      dismiss.dataset.text = '×';
      const actions = element('div', 'actions');
      if (acts.mayList()) actions.append(button('list', 'show_in_list', () => acts.list(face)));
      actions.append(button('hide', 'hide', hideFace));
      card.ariaLabel = badge.ariaLabel;
      card.replaceChildren(dismiss, ...describe(face, crop), createCorrectionLine(face, correct, follow), actions);
      stage.append(card);
      follow();
      dismiss.focus({ preventScroll: true });
    },
  };
}
