/** What only Chrome has and the polyfill does not describe. */
declare const chrome: {
  offscreen?: {
    createDocument(options: { url: string; reasons: string[]; justification: string }): Promise<void>;
  };
  sidePanel?: {
    open(options: { tabId: number }): Promise<void>;
  };
  runtime: {
    getContexts(filter: { contextTypes: string[] }): Promise<unknown[]>;
  };
};
