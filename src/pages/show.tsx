/** Brings a page of the extension onto the screen, in the browser's language and its direction. */
import { type ComponentChild, render } from 'preact';
import { locale, text } from './words.ts';

export function show(title: string, content: ComponentChild): void {
  document.documentElement.lang = locale;
  document.documentElement.dir = text('direction');
  document.title = title;
  render(content, document.body);
}
