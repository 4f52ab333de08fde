/** Registers the script that says when a page of a site opens which is always to be looked at, for those sites alone. */
import browser from 'webextension-polyfill';
import { sitesAlways } from '../src/store/site-rules.ts';
import { annotatePage } from './annotate.ts';

const ID = 'page-opened';

let turn = Promise.resolve();

async function register(): Promise<void> {
  const matches = (await sitesAlways()).sort();
  const [registered] = await browser.scripting.getRegisteredContentScripts({ ids: [ID] });
  const before = registered?.matches ?? [];
  if (matches.join() === before.toSorted().join()) return;
  if (registered) await browser.scripting.unregisterContentScripts({ ids: [ID] });
  if (matches.length === 0) return;
  await browser.scripting.registerContentScripts([{ id: ID, js: ['page-opened.js'], matches, runAt: 'document_idle' }]);
  await annotateOpen(matches.filter((pattern) => !before.includes(pattern)));
}

/** The rule holds for pages that are open already, too. */
async function annotateOpen(sites: string[]): Promise<void> {
  if (sites.length === 0) return;
  for (const { id } of await browser.tabs.query({ url: sites, discarded: false })) if (id !== undefined) void annotatePage(id);
}

/** Registers what rules and permissions now say. Never rejects. */
export function registerSites(): Promise<void> {
  // One at a time, for the browser complains of a second script with the same id.
  turn = turn.then(register).catch((error) => console.error(error));
  return turn;
}
