import { page } from './own.ts';

/** An element with a class and a text, for the few nodes that the overlay is made of. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className = '',
  text = '',
): HTMLElementTagNameMap[Tag] {
  const created = page.createElement(tag);
  created.className = className;
  created.textContent = text;
  return created;
}
