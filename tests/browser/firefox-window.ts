/** Firefox's own window, whose scripts may do what no page may. */
import type { Browser } from 'puppeteer-core';

interface Connection {
  send(
    method: string,
    params: object,
  ): Promise<{ result: { contexts: { context: string; url: string }[]; type: string; exceptionDetails?: { text: string } } }>;
}

/** Runs `expression` there and waits for the promise that it may be. Rejects with what it throws. */
export async function evaluateInFirefox(browser: Browser, expression: string): Promise<void> {
  // Puppeteer has no call for it, its connection has.
  const { connection } = browser as unknown as { connection: Connection };
  const { result } = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' });
  const window = result.contexts.find(({ url }) => url.endsWith('browser.xhtml'));
  const target = { context: window?.context };
  const outcome = await connection.send('script.evaluate', { expression, target, awaitPromise: true });
  if (outcome.result.type === 'exception') throw new Error(outcome.result.exceptionDetails?.text);
}
