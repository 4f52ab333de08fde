/** Backgrounds, in all their layers, and those of ::before and ::after. */
import type { Size } from '../../src/geometry.ts';
import { page } from '../own.ts';
import { isRoot } from '../tree.ts';
import { entryOf, fitBackground, pictureOf, splitList } from './background-fit.ts';
import { type Boxes, type BoxName, boxesOf, windowBox } from './boxes.ts';
import { type PseudoName, pseudoBoxes } from './pseudo.ts';
import { type Area, createSpot, renew, type Spot } from './spot.ts';

type Part = '' | PseudoName;

const PARTS: Part[] = ['', '::before', '::after'];

function styleOf(element: Element, part: Part): CSSStyleDeclaration {
  return getComputedStyle(element, part || null);
}

/** The background of the page itself, the body's too, is laid out in the root and fills the window. */
function boxesWith(element: Element, part: Part): Boxes {
  if (part) return pseudoBoxes(element, part);
  return boxesOf(isRoot(element) ? page.documentElement : element);
}

function areaOf(element: Element, part: Part, layer: number, natural: Size): Area {
  const boxes = boxesWith(element, part);
  const style = styleOf(element, part);
  const clip = entryOf(style.backgroundClip, layer) as BoxName;
  const frame = isRoot(element) && !part ? windowBox() : (boxes[clip] ?? boxes['border-box']);
  const origin = entryOf(style.backgroundOrigin, layer) as BoxName;
  const isFixed = entryOf(style.backgroundAttachment, layer) === 'fixed';
  const area = isFixed ? windowBox() : (boxes[origin] ?? boxes['padding-box']);
  const { scaleX, scaleY, turn } = isFixed ? { scaleX: 1, scaleY: 1, turn: undefined } : boxes;
  const unscaled = { width: area.width / (scaleX || 1), height: area.height / (scaleY || 1) };
  const [size, position] = [entryOf(style.backgroundSize, layer), entryOf(style.backgroundPosition, layer)];
  const fitted = fitBackground(unscaled, natural, size, position);
  const picture = {
    x: area.x - frame.x + fitted.x * scaleX,
    y: area.y - frame.y + fitted.y * scaleY,
    width: fitted.width * scaleX,
    height: fitted.height * scaleY,
  };
  return { frame, picture, turn };
}

function layerSpot(element: Element, part: Part, layer: number): Spot | undefined {
  const shown = () => pictureOf(entryOf(styleOf(element, part).backgroundImage, layer), devicePixelRatio);
  const found = shown();
  // The browser decorates its own documents, such as that of a picture alone.
  if (!found || !/^(https?|data|blob|file):/.test(found.url)) return;
  const { url, density } = found;
  return createSpot({
    element,
    url,
    isStill: () => element.isConnected && shown()?.url === url,
    area: ({ width, height }) => areaOf(element, part, layer, { width: width / density, height: height / density }),
  });
}

/** Costs a look at the style of the element and of what stands before and after its content. */
export function* backgroundSpots(element: Element): Generator<Spot> {
  for (const part of PARTS) {
    const { backgroundImage, content } = styleOf(element, part);
    if (!backgroundImage.includes('url(') || (part && (content === 'none' || content === 'normal'))) continue;
    for (const layer of splitList(backgroundImage).keys()) {
      const spot = layerSpot(element, part, layer);
      if (spot) yield renew(`${part} ${layer}`, spot);
    }
  }
}
