/** Reads what the extension shows, through its closed shadow root: only a driver of the browser can. */
import type { Frame, Page } from 'puppeteer-core';
import type { Box, Point, Size } from '../../src/geometry.ts';

/** What the driver's protocols tell of a node, as far as it is used here. */
interface DomNode {
  /** Of a text node. */
  text: string;
  attributes: Record<string, string>;
  children: DomNode[];
}

interface CdpNode {
  nodeValue?: string;
  attributes?: string[];
  children?: CdpNode[];
  shadowRoots?: CdpNode[];
}

interface BidiNode {
  value?: { nodeValue?: string; attributes?: Record<string, string>; children?: BidiNode[]; shadowRoot?: BidiNode };
}

function fromCdp({ nodeValue = '', attributes = [], children = [], shadowRoots = [] }: CdpNode): DomNode {
  const pairs = attributes.flatMap((name, index) => (index % 2 === 0 ? [[name, attributes[index + 1] ?? '']] : []));
  return { text: nodeValue, attributes: Object.fromEntries(pairs), children: [...shadowRoots, ...children].map(fromCdp) };
}

function fromBidi({ value = {} }: BidiNode): DomNode {
  const { nodeValue: text = '', attributes = {}, children = [], shadowRoot } = value;
  return { text, attributes, children: [...(shadowRoot ? [shadowRoot] : []), ...children].map(fromBidi) };
}

async function readDom(page: Page): Promise<DomNode> {
  if (page.browser().process()?.spawnfile.includes('firefox')) {
    // Puppeteer has no call that looks into closed roots, its connection has.
    const { connection } = page.browser() as unknown as {
      connection: { send(method: string, params: object): Promise<{ result: { result: BidiNode } }> };
    };
    const { result } = await connection.send('script.evaluate', {
      expression: "document.querySelector(':root')",
      target: { context: (page.mainFrame() as unknown as { _id: string })._id },
      awaitPromise: false,
      serializationOptions: { maxDomDepth: 20, includeShadowTree: 'all' },
    });
    return fromBidi(result.result);
  }
  const session = await page.createCDPSession();
  try {
    const { root } = await session.send('DOM.getDocument', { depth: -1, pierce: true });
    return fromCdp(root as CdpNode);
  } finally {
    await session.detach();
  }
}

const hasClass = ({ attributes }: DomNode, name: string) => attributes.class?.split(' ').includes(name) ?? false;

function withClass(node: DomNode, name: string): DomNode[] {
  return [...(hasClass(node, name) ? [node] : []), ...node.children.flatMap((child) => withClass(child, name))];
}

/** The labels of all badges in the page, as a screen reader says them. */
export async function badgeLabels(page: Page): Promise<string[]> {
  return withClass(await readDom(page), 'badge').map(({ attributes }) => attributes['aria-label'] ?? '');
}

/** Without what is hidden, and all that it holds. */
function seen(node: DomNode): DomNode {
  return { ...node, children: node.children.filter(({ attributes }) => attributes.hidden === undefined).map(seen) };
}

/** How much each badge that is to be seen shows: `full`, `compact` or `dot`. */
export async function badgeKinds(page: Page): Promise<string[]> {
  return withClass(seen(await readDom(page)), 'badge').map(({ attributes }) => attributes['data-kind'] ?? '');
}

/** What the badges say that stand for many. */
export async function crowdLabels(page: Page): Promise<string[]> {
  return withClass(await readDom(page), 'crowd').map(textOf);
}

/** The labels of those that stand out because the list was clicked. */
export async function revealedLabels(page: Page): Promise<string[]> {
  const revealed = withClass(await readDom(page), 'revealed').flatMap((face) => withClass(face, 'badge'));
  return revealed.map(({ attributes }) => attributes['aria-label'] ?? '');
}

/** How many pictures are marked as worked on. */
export async function countWorking(page: Page): Promise<number> {
  return withClass(await readDom(page), 'working').length;
}

/** What the marks on failed pictures say. */
export async function markLabels(page: Page): Promise<string[]> {
  return withClass(await readDom(page), 'failed').map(({ attributes }) => attributes['aria-label'] ?? '');
}

/** What a screen reader was last told. */
export async function announced(page: Page): Promise<string> {
  const [voice] = withClass(await readDom(page), 'voice');
  return voice?.children.map(({ text }) => text).join('') ?? '';
}

/** The label of the open popover; undefined while none is open. */
export async function popoverLabel(page: Page): Promise<string | undefined> {
  return withClass(await readDom(page), 'popover')[0]?.attributes['aria-label'];
}

/** The style sheet shows what is in `data-text`. */
function textOf({ text, attributes, children }: DomNode): string {
  return [text, attributes['data-text'], ...children.map(textOf)].filter(Boolean).join('\n');
}

/** What the open popover says, a line for each text; empty while none is open. */
export async function popoverText(page: Page): Promise<string> {
  return withClass(await readDom(page), 'popover')
    .map(textOf)
    .join('\n');
}

/** Address of the open popover's picture of what the net saw. */
export async function popoverCrops(page: Page): Promise<string | undefined> {
  return withClass(await readDom(page), 'crops')[0]?.attributes.src;
}

/** Whether a badge is what a click at that point of the window would hit. */
export function hasBadgeAt(page: Page | Frame, { x, y }: Point): Promise<boolean> {
  return page.evaluate(
    (left, top) => {
      const hit = document.elementFromPoint(left, top);
      // In a dialog of a shadow root the document tells of the root's host alone.
      return (hit?.shadowRoot?.elementFromPoint(left, top) ?? hit)?.matches('div[popover]') ?? false;
    },
    x,
    y,
  );
}

/** The middle of the badge that a click at that point of the window would hit, by what clicks around it would hit. */
export function badgeMiddleAt(page: Page, { x, y }: Point): Promise<Point> {
  return page.evaluate(
    (left, top) => {
      const reach = (stepX: number, stepY: number) => {
        let px = 0;
        while (document.elementFromPoint(left + stepX * px, top + stepY * px)?.matches('div[popover]')) px += 0.5;
        return px;
      };
      return { x: left + (reach(1, 0) - reach(-1, 0)) / 2, y: top + (reach(0, 1) - reach(0, -1)) / 2 };
    },
    x,
    y,
  );
}

/** Where the badge of a picture's first face is; the picture fills the element. */
export async function badgePoint(
  page: Page | Frame,
  selector: string,
  picture: (Size & { faces: readonly { box: Box }[] }) | undefined,
): Promise<Point> {
  const face = picture?.faces[0]?.box;
  if (!face) throw new Error('no face');
  const shown = await page.$eval(selector, (image) => {
    const { x, y, width, height } = image.getBoundingClientRect();
    return { x, y, width, height };
  });
  const [scaleX, scaleY] = [shown.width / picture.width, shown.height / picture.height];
  return { x: shown.x + (face.x + face.width / 2) * scaleX, y: shown.y + face.y * scaleY - 4 };
}
