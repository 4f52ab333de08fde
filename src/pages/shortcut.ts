/** The keys of the commands, as the browser holds them. */
import browser from 'webextension-polyfill';

/** As `Alt+Shift+E`; empty where there are none. */
export async function currentShortcut(command: 'annotate-page' | 'focus-badges'): Promise<string> {
  const commands = await browser.commands.getAll();
  return commands.find(({ name }) => name === command)?.shortcut ?? '';
}

/** Opens the browser's own page for them. */
export async function changeShortcut(): Promise<void> {
  const commands = browser.commands as Partial<typeof browser.commands>;
  if (commands.openShortcutSettings) await commands.openShortcutSettings();
  else await browser.tabs.create({ url: 'chrome://extensions/shortcuts' });
}
