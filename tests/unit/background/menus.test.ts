import { expect, it, vi } from 'vitest';

const stored: Record<string, unknown> = {};
const create = vi.fn();
const update = vi.fn();
const removeAll = vi.fn();
vi.mock('webextension-polyfill', () => ({
  default: {
    contextMenus: { create, update, removeAll },
    i18n: { getMessage: (key: string) => key },
    storage: { local: { get: async () => stored } },
  },
}));
const { addMenus, renewMenus, showMenus } = await import('../../../background/menus.ts');
const { parseSettings } = await import('../../../src/settings.ts');

const visible = () => create.mock.calls.map(([{ id, visible }]) => [id, visible]);

it('adds the items, and shows those that the settings want', async () => {
  await addMenus();
  expect(visible()).toEqual([
    ['annotate-picture', true],
    ['annotate-page', true],
    ['open-local', true],
  ]);
  create.mockClear();
  stored.settings = { pictureItem: false };
  await renewMenus();
  expect(removeAll).toHaveBeenCalledOnce();
  expect(visible()).toEqual([
    ['annotate-picture', false],
    ['annotate-page', true],
    ['open-local', true],
  ]);
});

it('follows the settings', () => {
  showMenus(parseSettings({ pageItem: false }));
  expect(update.mock.calls).toEqual([
    ['annotate-picture', { visible: true }],
    ['annotate-page', { visible: false }],
    ['open-local', { visible: true }],
  ]);
});
