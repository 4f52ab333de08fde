/** Pages of many portraits, each picture another one: as many portraits as there are, and a number behind their last byte. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');
const sample = path.join(root, '../shared/data/sample');
const demo = path.join(root, 'node_modules/@vladmandic/face-api/demo');

/** Portraits where ../shared is, else group photographs. */
function readPictures(): { name: string; bytes: Buffer[] } {
  const pictures = (dir: string) =>
    readdirSync(dir, { recursive: true, encoding: 'utf8' })
      .filter((file) => /^(aaf|utkface)?.*\.jpg$/.test(file))
      .map((file) => readFileSync(path.join(dir, file)));
  try {
    return { name: 'portraits of ../shared/data/sample', bytes: pictures(sample) };
  } catch {
    return { name: 'group photographs, as there is no ../shared', bytes: pictures(demo) };
  }
}

const PORTRAITS = `<!doctype html><title>Portraits</title>
<style>body { display: grid; grid-template-columns: repeat(auto-fill, 120px); gap: 8px; margin: 8px } img { width: 120px; height: 120px; object-fit: cover }</style>
<script>
  const asked = new URLSearchParams(location.search);
  const first = Number(asked.get('first'));
  for (let index = first; index < first + Number(asked.get('count')); index++) document.write('<img src="/portrait/' + index + '.jpg" alt="">');
</script>`;

/** Keeps the rows near the window alone, and fills their elements anew, as feeds do. */
const ENDLESS = `<!doctype html><title>Endless</title>
<style>body { margin: 0 } img { position: absolute; width: 120px; height: 120px; object-fit: cover }</style>
<script type="module">
  const [columns, side, spare] = [8, 128, 4];
  const count = new URLSearchParams(location.search).get('count');
  document.body.style.height = Math.ceil(count / columns) * side + 'px';
  const images = [];
  const rows = Math.ceil(innerHeight / side) + 2 * spare;
  for (let index = 0; index < rows * columns; index++) images.push(document.body.appendChild(new Image()));
  const fill = () => {
    const first = Math.max(0, Math.floor(scrollY / side) - spare);
    for (let row = first; row < first + rows; row++)
      for (let column = 0; column < columns; column++) {
        const image = images[(row % rows) * columns + column];
        const number = row * columns + column;
        const src = '/portrait/' + number + '.jpg';
        if (number >= count || image.getAttribute('src') === src) continue;
        image.src = src;
        image.style.translate = column * side + 'px ' + row * side + 'px';
      }
  };
  addEventListener('scroll', fill);
  fill();
</script>`;

export interface Pages {
  origin: string;
  /** What the pictures are. */
  name: string;
  close(): void;
}

/** `/portraits?first=N&count=N` and `/endless?count=N`. */
export async function servePages(): Promise<Pages> {
  const { name, bytes } = readPictures();
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://127.0.0.1');
    const number = Number(/^\/portrait\/(\d+)\.jpg$/.exec(pathname)?.[1] ?? Number.NaN);
    if (Number.isNaN(number)) {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      return response.end(pathname === '/endless' ? ENDLESS : PORTRAITS);
    }
    response.setHeader('content-type', 'image/jpeg');
    response.setHeader('cache-control', 'max-age=3600');
    response.end(Buffer.concat([bytes[number % bytes.length] as Buffer, Buffer.from(String(number))]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    name,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
