/** One line that says how far a long step is: rewritten in a terminal, printed now and then elsewhere. */

const BETWEEN_LINES_MS = 5000;

export interface Progress {
  update(text: string): void;
  /** Leaves `text` as the last word. */
  end(text: string): void;
}

export function startProgress(): Progress {
  const { stdout } = process;
  let printedAt = Date.now();
  let shown = '';
  return {
    update(text) {
      if (text === shown) return;
      if (stdout.isTTY) {
        stdout.write(`\r\x1b[K${text.slice(0, stdout.columns - 1)}`);
      } else {
        if (Date.now() - printedAt < BETWEEN_LINES_MS) return;
        console.log(text);
      }
      shown = text;
      printedAt = Date.now();
    },
    end(text) {
      console.log(stdout.isTTY ? `\r\x1b[K${text}` : text);
    },
  };
}
