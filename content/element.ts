import { page } from './own.ts';

/**
 * An element with a class and a text, for the few nodes that the overlay is made of. The style sheet shows the text, as the page's
 * `window.find()` would find what is in the document, in closed shadow roots too.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className = '',
  text = '',
): HTMLElementTagNameMap[Tag] {
  const created = page.createElement(tag);
  created.className = className;
  if (text) created.dataset.text = text;
  return created;
}
