import { expect, it, vi } from 'vitest';

vi.stubGlobal('document', {});
const { own } = await import('../../../content/own.ts');

class Form {
  #name = 'form';
  get parentElement(): string {
    return `around the ${this.#name}`;
  }
  describe(): string {
    return this.#name;
  }
}

it('reads and calls what the page hides behind its own elements', () => {
  const form = new Form();
  for (const key of ['parentElement', 'describe']) Object.defineProperty(form, key, { value: 'an input', configurable: true });
  expect(form.parentElement).toBe('an input');
  expect(own(form).parentElement).toBe('around the form');
  expect(own(form).describe()).toBe('form');
});
