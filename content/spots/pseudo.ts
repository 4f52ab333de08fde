/** The boxes of ::before and ::after, which the browser tells of no script: by their computed style. */
import type { Box } from '../../src/geometry.ts';
import { page } from '../own.ts';
import { parentOf } from '../tree.ts';
import { type Boxes, boxesIn, boxesOf, windowBox } from './boxes.ts';

export type PseudoName = '::before' | '::after';

const px = (length: string) => parseFloat(length) || 0;

/** The box that positioned elements within `element` are laid out in. */
function containingBlock(element: Element, position: string): Box {
  for (let box: Element | null = element; box; box = parentOf(box)) {
    const style = getComputedStyle(box);
    const holds = style.transform !== 'none' || style.filter !== 'none' || /paint|strict|content/.test(style.contain);
    if (holds || (position === 'absolute' && style.position !== 'static')) return boxesOf(box)['padding-box'];
  }
  if (position === 'fixed') return windowBox();
  const { x, y } = page.documentElement.getBoundingClientRect();
  return { ...windowBox(), x, y };
}

/** In the flow it counts as a block at the beginning or the end of the element's content. */
export function pseudoBoxes(element: Element, name: PseudoName): Boxes {
  const style = getComputedStyle(element, name);
  const host = boxesOf(element);
  const around = (sides: string[]) =>
    style.boxSizing === 'border-box'
      ? 0
      : sides.reduce(
          (sum, side) => sum + px(style.getPropertyValue(`padding-${side}`)) + px(style.getPropertyValue(`border-${side}-width`)),
          0,
        );
  const width = (px(style.width) + around(['left', 'right'])) * host.scaleX;
  const height = (px(style.height) + around(['top', 'bottom'])) * host.scaleY;
  const [left, top] = [px(style.marginLeft) * host.scaleX, px(style.marginTop) * host.scaleY];
  const outer = { x: 0, y: 0, width, height };
  if (style.position === 'absolute' || style.position === 'fixed') {
    const block = containingBlock(element, style.position);
    outer.x = block.x + left + px(style.left) * host.scaleX;
    outer.y = block.y + top + px(style.top) * host.scaleY;
  } else {
    const content = host['content-box'];
    const isFirst = name === '::before';
    outer.x = content.x + left + (style.position === 'relative' ? px(style.left) : 0) * host.scaleX;
    outer.y = isFirst ? content.y + top : content.y + content.height - height - px(style.marginBottom) * host.scaleY;
  }
  return boxesIn(outer, style, host.scaleX, host.scaleY);
}
