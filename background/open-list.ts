/** Opens the list of faces for a click in a page, where the browser lets the click count that far: Chrome does, Firefox does not. */

const { sidePanel } = chrome;

/** To be called before anything is waited for, or the click no longer counts. Never rejects. */
export async function openList(tabId: number | undefined): Promise<undefined> {
  if (tabId === undefined) return;
  await sidePanel?.open({ tabId }).catch(console.error);
}
