/** Results leave the extension as files that the person asked for. */
import browser from 'webextension-polyfill';
import { toCsv } from '../csv.ts';
import type { Picture, Report } from '../report.ts';
import { modelVersion } from '../store/model-version.ts';

/** The result format, with this extension, model and browser. */
export async function reportOf(pictures: Picture[]): Promise<Report> {
  const { name, version } = browser.runtime.getManifest();
  return { program: name, version, model: await modelVersion(), browser: navigator.userAgent, pictures };
}

/** Hands `content` to the browser's downloads. */
export function download(fileName: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = fileName;
  link.click();
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Else some spreadsheets take UTF-8 for something else. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Saves the table of faces. */
export function saveCsv(fileName: string, pictures: readonly Picture[]): void {
  download(fileName, new Blob([BYTE_ORDER_MARK, toCsv(pictures)], { type: 'text/csv' }));
}

/** Saves the result format. */
export async function saveJson(fileName: string, pictures: Picture[]): Promise<void> {
  download(fileName, new Blob([JSON.stringify(await reportOf(pictures), undefined, 2)], { type: 'application/json' }));
}
