/** Makes the engine's workers crash or hang at a picture, from outside of the extension. */
import manifest from '../../manifest.json' with { type: 'json' };
import type { Extension } from './extension.ts';
import { evaluateInFirefox } from './firefox-window.ts';

export interface Spoilt {
  /** Of the picture's file, by which it is known. */
  sizeBytes: number;
  how: 'crash' | 'hang';
  /** How often it is spoilt: each time another worker is at it. */
  times: number;
}

/**
 * What the engine host asks its workers passes through here. When a spoilt picture has its turn, the worker gets what is no question,
 * which breaks it, or nothing. `place` is the host's window, and `share` makes a function one of that window.
 */
const SPOIL = `(place, share, { sizeBytes, how, times }) => {
  const { postMessage } = place.Worker.prototype;
  const open = new WeakMap();
  let left = times;
  place.Worker.prototype.postMessage = share(function (question) {
    const worker = this;
    if (!question.picture) return postMessage.call(worker, question);
    if (!open.has(worker)) {
      open.set(worker, { others: 0, spoilt: 0 });
      worker.addEventListener('message', () => {
        open.get(worker).others--;
        crash();
      });
    }
    const state = open.get(worker);
    const crash = () => {
      if (state.others > 0 || state.spoilt === 0) return;
      state.spoilt--;
      if (how === 'crash') postMessage.call(worker, undefined);
    };
    const isSpoilt = question.picture.size === sizeBytes && left-- > 0;
    if (isSpoilt) state.spoilt++;
    else state.others++;
    if (isSpoilt) crash();
    else postMessage.call(worker, question);
    if (left <= 0) place.Worker.prototype.postMessage = postMessage;
  });
}`;

/** Firefox's event page is no page for the driver; a script of the window that holds it reaches its inside. */
function spoilInFirefox({ browser }: Extension, spoilt: Spoilt): Promise<void> {
  const share = '(act) => Components.utils.exportFunction(act, content)';
  const script = `(${SPOIL})(content.wrappedJSObject, ${share}, ${JSON.stringify(spoilt)}); sendAsyncMessage('spoilt');`;
  const expression = `new Promise((done) => {
    const { id } = ${JSON.stringify(manifest.browser_specific_settings.gecko)};
    const { messageManager } = WebExtensionPolicy.getByID(id).extension.backgroundContext.xulBrowser;
    messageManager.addMessageListener('spoilt', () => done());
    messageManager.loadFrameScript('data:,' + encodeURIComponent(${JSON.stringify(script)}), false);
  })`;
  return evaluateInFirefox(browser, expression);
}

export async function spoilPictures(extension: Extension, spoilt: Spoilt): Promise<void> {
  // So that there is a host.
  await extension.control.evaluate("browser.runtime.sendMessage({ to: 'background', kind: 'start-engine' })");
  if (extension.name === 'firefox') return spoilInFirefox(extension, spoilt);
  const hosts = extension.browser.targets().filter((target) => target.type() === 'background_page');
  for (const host of hosts) await (await host.asPage()).evaluate(`(${SPOIL})(window, (act) => act, ${JSON.stringify(spoilt)})`);
}
