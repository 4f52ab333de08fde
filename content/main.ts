/** Entry point in the page: does what background and popup say. Apart from this listener, "clear" leaves nothing behind. */

import { parseToContent, type Status, type ToContent } from '../src/protocol.ts';
import type { Picture } from '../src/report.ts';
import { api } from './browser.ts';
import { createPageRun, type PageRun } from './page-run.ts';

declare global {
  var ageBadgesListens: true | undefined;
}

let run: PageRun | undefined;
let life = new AbortController();

function clear(): void {
  life.abort();
  life = new AbortController();
  run = undefined;
}

const IDLE: Status = { running: false, starting: false, pictures: 0, done: 0, faces: 0, failed: {} };

function obey(message: ToContent): Status | Picture[] | number | undefined {
  switch (message.kind) {
    case 'annotate-page':
      run ??= createPageRun(life.signal);
      run.annotatePage();
      return;
    case 'annotate-picture':
      run ??= createPageRun(life.signal);
      return run.annotatePicture(message.url);
    case 'stop':
      run?.stop();
      return;
    case 'clear':
      clear();
      return;
    case 'status':
      return run?.status() ?? IDLE;
    case 'report':
      return run?.report() ?? [];
  }
}

// Each click injects the script anew; one copy answers.
if (!globalThis.ageBadgesListens) {
  globalThis.ageBadgesListens = true;
  api.runtime.onMessage.addListener((value, sender, sendResponse) => {
    const message = sender.id === api.runtime.id ? parseToContent(value) : undefined;
    // The types know no listener that answers some messages only.
    if (!message) return undefined as never;
    sendResponse(obey(message));
    return true;
  });
}
