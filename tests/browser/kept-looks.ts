/** What the extension knows of pictures that it has looked at. Both run in one of its pages. */

/** How many pictures it knows. */
export function countLooks(): Promise<number> {
  return new Promise((resolve) => {
    const opening = indexedDB.open('looks');
    opening.onsuccess = () => {
      const counting = opening.result.transaction('looks').objectStore('looks').count();
      counting.onsuccess = () => {
        opening.result.close();
        resolve(counting.result);
      };
    };
  });
}

/** Has it forget them, so that each is work again. */
export async function forgetLooks(): Promise<void> {
  const databases = await indexedDB.databases();
  if (!databases.some(({ name }) => name === 'looks')) return;
  await new Promise<void>((resolve) => {
    const opening = indexedDB.open('looks');
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('looks', 'readwrite');
      transaction.objectStore('looks').clear();
      transaction.oncomplete = () => {
        opening.result.close();
        new BroadcastChannel('looks').postMessage('forget');
        resolve();
      };
    };
  });
}
