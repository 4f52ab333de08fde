/** What ships in models/: the description and the files beside it. */
import type { NetDescription } from './c3ae.ts';
import type { CropSettings } from './crops.ts';
import type { RangeCalibration } from './range.ts';

export interface Models {
  detector: { file: string; nearFile: string };
  crops: CropSettings;
  age: NetDescription & { name: string; version: string; file: string; range: RangeCalibration };
}

/** The same in each worker: what is compiled once is their common memory. Rejects where the file is missing. */
export function compileDetector(base: URL): Promise<WebAssembly.Module> {
  return WebAssembly.compileStreaming(readFile(new URL('wasm/vision_wasm_module_internal.wasm', base)));
}

/** Reads a file of the extension. Throws where it is missing. */
export async function readFile(url: URL): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status}`);
  return response;
}
