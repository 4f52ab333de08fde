/** The boxes of an element on the screen. */
import type { Box } from '../../src/geometry.ts';
import { own } from '../own.ts';
import { parentOf } from '../tree.ts';

export type BoxName = 'border-box' | 'padding-box' | 'content-box';

export interface Boxes extends Record<BoxName, Box> {
  /** What transforms make of a CSS pixel. */
  scaleX: number;
  scaleY: number;
  /** How transforms turn and mirror the element about its middle: the boxes are as if they did not. */
  turn?: DOMMatrix | undefined;
  style: CSSStyleDeclaration;
}

const SIDES = ['left', 'right', 'top', 'bottom'] as const;

/** `outer` without the insets that `style` says, in the order of SIDES. */
function within(outer: Box, [left = 0, right = 0, top = 0, bottom = 0]: number[]): Box {
  return {
    x: outer.x + left,
    y: outer.y + top,
    width: Math.max(0, outer.width - left - right),
    height: Math.max(0, outer.height - top - bottom),
  };
}

/** The window, from its own corner. */
export function windowBox(): Box {
  return { x: 0, y: 0, width: innerWidth, height: innerHeight };
}

/** Boxes of an element whose border box is `outer`. */
export function boxesIn(outer: Box, style: CSSStyleDeclaration, scaleX = 1, scaleY = 1): Boxes {
  const insets = (name: (side: string) => string) =>
    SIDES.map((side, index) => (parseFloat(style.getPropertyValue(name(side))) || 0) * (index < 2 ? scaleX : scaleY));
  const padding = within(
    outer,
    insets((side) => `border-${side}-width`),
  );
  const content = within(
    padding,
    insets((side) => `padding-${side}`),
  );
  return { 'border-box': outer, 'padding-box': padding, 'content-box': content, scaleX, scaleY, style };
}

/** What the transforms of an element and of all that holds it do together, but for moving it. */
function transformOf(element: Element): DOMMatrix {
  let all = new DOMMatrix();
  for (let box: Element | null = element; box; box = parentOf(box)) {
    const { rotate, scale, transform } = getComputedStyle(box);
    const turned = rotate.endsWith('deg') && !rotate.includes(' ') ? `rotate(${rotate})` : '';
    const scaled = scale === 'none' ? '' : `scale(${scale.split(' ').slice(0, 2)})`;
    const steps = [turned, scaled, transform === 'none' ? '' : transform].join(' ').trim();
    if (steps) all = new DOMMatrix(steps).multiply(all);
  }
  return all;
}

/** From the window's corner, in its CSS pixels. Reads layout and style. */
export function boxesOf(element: Element): Boxes {
  const { x, y, width, height } = own(element).getBoundingClientRect();
  const { offsetWidth = 0, offsetHeight = 0 } = own(element) as Partial<HTMLElement>;
  const style = getComputedStyle(element);
  const { a, b, c, d } = transformOf(element);
  if (offsetWidth && (a < 0 || d < 0 || Math.abs(b) + Math.abs(c) > 1e-3)) {
    const [scaleX, scaleY] = [Math.hypot(a, b), Math.hypot(c, d)];
    const inner = { width: offsetWidth * scaleX, height: offsetHeight * scaleY };
    const outer = { x: x + (width - inner.width) / 2, y: y + (height - inner.height) / 2, ...inner };
    const turn = new DOMMatrix([a / scaleX, b / scaleX, c / scaleY, d / scaleY, 0, 0]);
    return { ...boxesIn(outer, style, scaleX, scaleY), turn };
  }
  // A transform scales what the style says. Drawings (SVG) have no size of before it.
  return boxesIn({ x, y, width, height }, style, offsetWidth ? width / offsetWidth : 1, offsetHeight ? height / offsetHeight : 1);
}
