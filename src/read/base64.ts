/** As base64, for ports and messages carry JSON in Chrome. Rejects where the bytes cannot be read. */
export async function toBase64(blob: Blob): Promise<string> {
  return new Uint8Array(await blob.arrayBuffer()).toBase64();
}
