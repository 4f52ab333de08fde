/** Runs on the sites that are always looked at, and says that a page has opened. */
import type { ToBackground } from '../src/protocol.ts';
import { api } from './browser.ts';

declare global {
  interface Document {
    /** Chrome loads pages that are perhaps never shown, and its tab still shows another. */
    readonly prerendering?: boolean;
  }
}

function tell(): void {
  const message: ToBackground = { to: 'background', kind: 'page-opened' };
  void api.runtime.sendMessage(message);
}

if (document.prerendering) document.addEventListener('prerenderingchange', tell, { once: true });
else tell();
