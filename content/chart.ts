/** A small bar chart of how likely each age is, with the range and the estimate marked. */
import type { AgedFace } from '../src/report.ts';

const SVG = 'http://www.w3.org/2000/svg';
const HEIGHT = 40;

function shape(name: string, attributes: Record<string, string | number>): SVGElement {
  const created = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, String(value));
  return created;
}

type Estimate = Pick<AgedFace, 'age' | 'low' | 'high' | 'distribution'>;

/** The distribution's bins lie evenly from 0 to 100 years. `label` is read out. */
export function createChart({ distribution, age, low, high }: Estimate, label: string): SVGElement {
  const gap = 100 / Math.max(1, distribution.length - 1);
  const half = gap * 0.38;
  const most = Math.max(...distribution, 1e-6);
  const chart = shape('svg', {
    class: 'chart',
    viewBox: `${-half - 1} 0 ${102 + 2 * half} ${HEIGHT + 1}`,
    preserveAspectRatio: 'none',
  });
  chart.role = 'img';
  chart.ariaLabel = label;
  chart.append(shape('rect', { class: 'likely', x: low, y: 0, width: high - low, height: HEIGHT }));
  for (const [index, weight] of distribution.entries()) {
    const height = Math.max(1, (weight / most) * HEIGHT);
    chart.append(shape('rect', { x: index * gap - half, y: HEIGHT - height, width: half * 2, height, rx: 1 }));
  }
  chart.append(shape('line', { x1: age, x2: age, y1: 0, y2: HEIGHT + 1 }));
  return chart;
}
