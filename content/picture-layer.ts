/** All that is shown over one image element: its badges, or that it is being worked on, or why there is nothing. */
import { type Box, boxCenter, contains, type Point } from '../src/geometry.ts';
import { messageKey, type Reason } from '../src/reasons.ts';
import type { AgedFace, Look } from '../src/report.ts';
import { type ArrangedFace, arrangeFaces } from './arrange.ts';
import { badgeKind, createBadge, hasBadge, writeBadge } from './badge.ts';
import { element } from './element.ts';
import { loadPart } from './parts.ts';
import type { Place } from './picture-place.ts';
import { settings } from './settings.ts';
import { MIN_CROWD } from './spread.ts';
import { words } from './words.ts';

export type View = { kind: 'working' } | { kind: 'failed'; reason: Reason } | { kind: 'faces'; look: Look; crops: string[] };

/** Opens the popover of a face at its badge. `crop` shows what the net saw of it; `hide` takes the badge away. */
export type OpenFace = (badge: HTMLButtonElement, face: AgedFace, crop: string, hide: () => void) => void;

/** Shows a crowd in the list, or returns false where that is not possible. */
export type ListCrowd = (first: AgedFace) => boolean;

/** How long a badge stands out that was asked for from elsewhere. */
const REVEALED_MS = 2000;

/** Room for a label over the picture's edge. */
const MAX_OVERHANG_PX = 999;

/** Whose badges the person took away. */
const hidden = new WeakSet<AgedFace>();

interface ShownFace {
  face: AgedFace;
  /** From the corner of what can be seen of the picture. */
  middle: Point;
  frame: HTMLElement;
  badge: HTMLButtonElement;
}

export interface PictureLayer {
  element: HTMLElement;
  show(view: View): void;
  /** Writes the badges anew, after a correction. */
  rewrite(): void;
  /** Makes one badge stand out for a while. */
  reveal(face: AgedFace): void;
  /** Puts everything where the picture is now. Returns whether it was elsewhere before. */
  arrange(place: Place): boolean;
  /** Hides the badges of faces that are covered; a point is a face's middle, from the overlay's corner. */
  cover(isCovered: (middle: Point) => boolean): void;
}

function mark(kind: 'working' | 'failed', label: string): HTMLElement {
  const created = element('div', `mark ${kind}`);
  if (kind === 'failed') {
    created.tabIndex = 0;
    created.role = 'note';
    created.ariaLabel = label;
  }
  created.append(element('span', 'sign', kind === 'failed' ? '!' : ''), element('span', 'label', label));
  return created;
}

function setBox(target: HTMLElement, { x, y, width, height }: Box): void {
  Object.assign(target.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
}

/** Badges may stand over the picture's edge, but not over the edge of a box that scrolls or hides it. */
function cut({ content, clip }: Place): string {
  const right = content.x + content.width - (clip.x + clip.width);
  const bottom = content.y + content.height - (clip.y + clip.height);
  const insets = [clip.y - content.y, right, bottom, clip.x - content.x];
  return `inset(${insets.map((px) => `${Math.max(px, -MAX_OVERHANG_PX)}px`).join(' ')})`;
}

/** Rows from top to bottom, each from its left: so that Tab follows the eye. */
function inReadingOrder(faces: readonly AgedFace[]): AgedFace[] {
  return faces.toSorted(({ box: a }, { box: b }) =>
    Math.abs(a.y - b.y) < Math.min(a.height, b.height) / 2 ? a.x - b.x : a.y - b.y,
  );
}

/** `onShown` hears when badges appear that nobody placed. */
export function createPictureLayer(openFace: OpenFace, listCrowd: ListCrowd, onShown: () => void): PictureLayer {
  const layer = element('div', 'picture');
  // Until it has its place: the page would be laid out and painted for it.
  layer.hidden = true;
  let look: Look | undefined;
  let faces: ShownFace[] = [];
  let arranged = '';
  let crowds: HTMLElement[] = [];
  /** The person wants to see each face of it. */
  let isUnfolded = false;
  let unfold = () => {};
  /** From the layer's corner to the overlay's. */
  let toOverlay = (point: Point) => point;

  function showFace(face: AgedFace, crop: string): ShownFace {
    const frame = element('div', 'face');
    const badge = createBadge(face);
    const hide = () => {
      hidden.add(face);
      frame.remove();
      faces = faces.filter((shown) => shown.frame !== frame);
    };
    badge.addEventListener('click', () => openFace(badge, face, crop, hide));
    frame.append(badge);
    return { face, frame, badge, middle: { x: 0, y: 0 } };
  }

  async function fold(visible: readonly (ArrangedFace & { shown: ShownFace })[]): Promise<void> {
    const before = unfold;
    const foldCrowds = await loadPart('crowd');
    // Placed anew meanwhile.
    if (unfold !== before) return;
    const open = (first: number) => {
      const shown = visible[first]?.shown;
      if (!shown || listCrowd(shown.face)) return;
      unfold();
      shown.badge.focus();
    };
    crowds = foldCrowds(
      visible,
      visible.map(({ shown }) => shown.frame),
      open,
    );
    layer.append(...crowds);
    onShown();
  }

  function placeFaces(place: Place, natural: Look): void {
    const { content, picture } = place;
    const scale = picture.width / natural.width;
    const wanted = faces.filter(({ face, frame }) => {
      frame.hidden = !hasBadge(face, face.box.width * scale, settings);
      return !frame.hidden;
    });
    const arrangedFaces = arrangeFaces(
      wanted.map(({ face }) => face),
      natural,
      picture,
      content,
      (widthPx) => badgeKind(widthPx, settings),
    );
    for (const crowd of crowds.splice(0)) crowd.remove();
    for (const [index, { frame, badge, kind, lift }] of arrangedFaces.entries()) {
      const shown = wanted[index];
      if (!shown) continue;
      setBox(shown.frame, frame);
      Object.assign(shown.badge.style, { left: `${badge.x - frame.x}px`, top: `${badge.y - frame.y - lift}px` });
      shown.badge.dataset.kind = kind;
      shown.badge.style.setProperty('--lift', `${lift}px`);
      // What `object-fit: cover` cuts off has no badge.
      const middle = boxCenter(frame);
      shown.middle = middle;
      shown.frame.hidden = middle.x < 0 || middle.y < 0 || middle.x > content.width || middle.y > content.height;
    }
    const visible = arrangedFaces.flatMap((face, index) => {
      const shown = wanted[index];
      return shown && !shown.frame.hidden ? [{ ...face, shown }] : [];
    });
    unfold = () => {
      isUnfolded = true;
      placeFaces(place, natural);
      onShown();
    };
    if (visible.length >= MIN_CROWD && !isUnfolded) fold(visible).catch(console.error);
  }

  return {
    element: layer,
    show(view) {
      arranged = '';
      look = view.kind === 'faces' ? view.look : undefined;
      faces = [];
      if (view.kind === 'faces') {
        const { look: natural, crops } = view;
        const wanted = natural.faces.filter((face) => !hidden.has(face));
        faces = inReadingOrder(wanted).map((face) => showFace(face, crops[natural.faces.indexOf(face)] ?? ''));
      }
      if (view.kind === 'working') layer.replaceChildren(mark('working', words('starting')));
      else if (view.kind === 'failed') layer.replaceChildren(mark('failed', words(messageKey(view.reason))));
      else layer.replaceChildren(...faces.map(({ frame }) => frame));
    },
    rewrite() {
      for (const { badge, face } of faces) writeBadge(badge, face);
    },
    cover(isCovered) {
      if (layer.hidden) return;
      const check = (part: HTMLElement, { x, y }: Point) =>
        part.classList.toggle('covered', !part.hidden && isCovered(toOverlay({ x, y })));
      for (const { frame, middle } of faces) check(frame, middle);
      for (const crowd of crowds) check(crowd, { x: parseFloat(crowd.style.left), y: parseFloat(crowd.style.top) });
    },
    reveal(face) {
      isUnfolded = true;
      unfold();
      const frame = faces.find((shown) => shown.face === face)?.frame;
      frame?.classList.add('revealed');
      setTimeout(() => frame?.classList.remove('revealed'), REVEALED_MS);
    },
    arrange(place) {
      const { x, y, width, height } = place.content;
      const { turn } = place;
      toOverlay = (point) => {
        const fromMiddle = { x: point.x - width / 2, y: point.y - height / 2 };
        const turned = turn?.transformPoint(fromMiddle) ?? fromMiddle;
        return { x: x + width / 2 + turned.x, y: y + height / 2 + turned.y };
      };
      const { style } = layer;
      const before = style.transform;
      style.transform = `translate(${x}px, ${y}px) ${turn ?? ''}`;
      style.setProperty('--upright', `${turn?.inverse() ?? 'none'}`);
      style.clipPath = turn ? '' : cut(place);
      // Scrolling moves the layer and leaves the rest as it is.
      const inside = JSON.stringify([width, height, place.picture, settings]);
      if (inside !== arranged) {
        arranged = inside;
        Object.assign(layer.style, { width: `${width}px`, height: `${height}px` });
        if (look) placeFaces(place, look);
      }
      const { clip } = place;
      // What a box has scrolled away is not reached by keys either.
      for (const { frame, middle } of faces) frame.inert = !contains(clip, toOverlay(middle));
      // Its first place moves nothing else.
      return before !== '' && style.transform !== before;
    },
  };
}
