/** Entry point in the page: does what background and popup say. Apart from its listeners, "clear" leaves nothing behind. */

import { isToContent, type Listing, type Status, type ToContent } from '../src/protocol.ts';
import type { Picture } from '../src/report.ts';
import { api } from './browser.ts';
import { findSpotsOf } from './find.ts';
import { createPageRun, type PageRun } from './page-run.ts';
import { spotsUnderPointer, watchPointer } from './pointer.ts';

let run: PageRun | undefined;
let life = new AbortController();

function clear(): void {
  life.abort();
  life = new AbortController();
  run = undefined;
}

const IDLE: Status = { running: false, starting: false, paused: false, pictures: 0, done: 0, faces: 0, failed: {} };

function currentRun(): PageRun {
  run ??= createPageRun(life);
  return run;
}

/** Returns how many spots show it, or lie under the pointer. For a picture that none shows, nothing begins. */
function annotatePicture(url?: string): number {
  const spots = url === undefined ? spotsUnderPointer() : findSpotsOf(url);
  if (spots.length > 0) currentRun().annotatePicture(spots);
  return spots.length;
}

function obey(message: ToContent): Status | Picture[] | Promise<Listing> | Listing | number | boolean | undefined {
  switch (message.kind) {
    case 'annotate-page':
      void currentRun().annotatePage();
      return;
    case 'annotate-picture':
      return annotatePicture(message.url);
    case 'join':
      if (!run?.isWatching) void currentRun().annotatePage();
      return;
    case 'retry':
      run?.retry();
      return;
    case 'pause':
    case 'resume':
      run?.pause(message.kind === 'pause');
      return;
    case 'focus':
      return run?.focus();
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
    case 'list':
      return run?.list(message.since) ?? { status: IDLE, revision: 0, order: [], changed: [] };
    case 'reveal':
      run?.reveal(message);
      return;
  }
}

// Each click injects the script anew; one copy answers. The page may call an element so, which is not `true`.
if (globalThis.ageBadgesListens !== true) {
  globalThis.ageBadgesListens = true;
  watchPointer();
  api.runtime.onMessage.addListener((value, sender, sendResponse) => {
    // The types know no listener that answers some messages only.
    if (sender.id !== api.runtime.id || !isToContent(value)) return undefined as never;
    void (async () => obey(value))().then(sendResponse, () => sendResponse(undefined));
    return true;
  });
}
