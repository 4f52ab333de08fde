/** The page's elements as they are shown: with what lies in shadow roots, closed ones too. */
import { api } from './browser.ts';
import { ours, own, page } from './own.ts';

/** Whose background is the window's. */
export function isRoot(element: Element): boolean {
  return element === page.body || element === page.documentElement;
}

/** Chrome's `dom` API, which the polyfill does not describe. */
const { dom } = api as { dom?: { openOrClosedShadowRoot(element: HTMLElement): ShadowRoot | null } };

/** Elements that may have a shadow root (DOM, section 4.9), custom ones apart. */
const HOSTS = new Set('article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span'.split(' '));

/** Extensions may look into closed roots. */
export function shadowRootOf(element: Element): ShadowRoot | null {
  const { localName } = own(element);
  const mayHost = element instanceof HTMLElement && (HOSTS.has(localName) || localName.includes('-'));
  if (!mayHost || ours.has(element)) return null;
  const inFirefox = element as { openOrClosedShadowRoot?: ShadowRoot | null };
  if ('openOrClosedShadowRoot' in inFirefox) return inFirefox.openOrClosedShadowRoot ?? null;
  return dom?.openOrClosedShadowRoot(element) ?? element.shadowRoot;
}

/** `root` if it is an element, and all elements below it, in the order of the document. `enter` hears of each shadow root. */
export function* elementsIn(
  root: Document | ShadowRoot | Element = document,
  enter: (shadow: ShadowRoot) => void = () => {},
): Generator<Element> {
  const below = own(root).querySelectorAll('*');
  for (const element of root instanceof Element ? [root, ...below] : below) {
    yield element;
    const shadow = shadowRootOf(element);
    if (!shadow) continue;
    enter(shadow);
    yield* elementsIn(shadow, enter);
  }
}

/** The element whose box holds it: a slot, or the host of its shadow root, comes before the parent. */
export function parentOf(element: Element): Element | null {
  const { assignedSlot, parentElement, parentNode } = own(element);
  if (assignedSlot ?? parentElement) return assignedSlot ?? parentElement;
  return parentNode instanceof ShadowRoot ? parentNode.host : null;
}

/** Whether `element` is shown inside of `outer`. */
export function isWithin(outer: Element, element: Element): boolean {
  for (let inner: Element | null = element; inner; inner = parentOf(inner)) if (inner === outer) return true;
  return false;
}

/** The shadow roots that hold it, the innermost first. */
export function rootsAround(element: Element): ShadowRoot[] {
  const root = own(element).getRootNode();
  return root instanceof ShadowRoot ? [root, ...rootsAround(root.host)] : [];
}
