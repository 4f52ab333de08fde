/** Pages of the extension that are plain text. */
import { Marked } from 'marked';

/** HTML of the Markdown; `onPicture` hears the address of each picture. Links that lead nowhere from inside the extension are left out. */
export async function markdownToHtml(markdown: string, onPicture = (_href: string) => {}): Promise<string> {
  const marked = new Marked({
    walkTokens(token) {
      if (token.type === 'image') onPicture(token.href);
    },
    renderer: {
      // The sources that it points to are not in the extension.
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        return /^https?:/.test(href) ? `<a href="${href}" target="_blank" rel="noreferrer">${text}</a>` : text;
      },
    },
  });
  return marked.parse(markdown);
}

/** An English page with the body, in the look of the others. */
export function textPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width">
<title>Age Badges: ${title}</title>
<link rel="icon" href="icons/32.png">
<link rel="stylesheet" href="look.css">
<link rel="stylesheet" href="text-page.css">
<main>
${body}</main>
</html>
`;
}
