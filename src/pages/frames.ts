/** Ids of the frames of a tab that may have a content script. */
export async function framesOf(_tabId: number): Promise<number[]> {
  return [0];
}
