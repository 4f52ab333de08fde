/** A small bar chart of how likely each age is, with the range and the estimate marked. */
import type { AgedFace } from '../../src/report.ts';
import { element } from '../element.ts';
import { page } from '../own.ts';
import { years } from '../words.ts';

const SVG = 'http://www.w3.org/2000/svg';
const HEIGHT = 40;
const LABELED_YEARS = [0, 25, 50, 75, 100];

type Estimate = Pick<AgedFace, 'age' | 'low' | 'high' | 'distribution'>;

function shape(name: string, attributes: Record<string, string | number>): SVGElement {
  const created = page.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, String(value));
  return created;
}

/** The distribution's bins lie evenly from 0 to 100 years. `label` is read out. */
export function createChart({ distribution, age, low, high }: Estimate, label: string): HTMLElement {
  const gap = 100 / Math.max(1, distribution.length - 1);
  const half = gap * 0.38;
  const most = Math.max(...distribution, 1e-6);
  // Years along x; the first and the last bar reach beyond 0 and 100.
  const [start, width] = [-half - 1, 102 + 2 * half];
  const bars = shape('svg', { class: 'bars', viewBox: `${start} 0 ${width} ${HEIGHT + 1}`, preserveAspectRatio: 'none' });
  bars.role = 'img';
  bars.ariaLabel = label;
  bars.append(shape('rect', { class: 'likely', x: low, y: 0, width: high - low, height: HEIGHT }));
  for (const [index, weight] of distribution.entries()) {
    const height = Math.max(1, (weight / most) * HEIGHT);
    bars.append(shape('rect', { x: index * gap - half, y: HEIGHT - height, width: half * 2, height, rx: 1 }));
  }
  bars.append(shape('line', { x1: age, x2: age, y1: 0, y2: HEIGHT + 1 }));

  const scale = element('div', 'scale');
  for (const year of LABELED_YEARS) {
    const mark = element('span', '', years(year));
    mark.style.left = `${((year - start) / width) * 100}%`;
    scale.append(mark);
  }
  const chart = element('div', 'chart');
  chart.append(bars, scale);
  return chart;
}
