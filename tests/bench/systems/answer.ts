/** In a worker: answers each question, or lets the page that asked hear of the error. */
export function answer<Question, Answer>(work: (question: Question) => Promise<Answer>): void {
  // A rejection by itself would stay in the worker.
  self.onmessage = ({ data }: MessageEvent<Question>) => work(data).then((found) => self.postMessage(found), self.reportError);
}
