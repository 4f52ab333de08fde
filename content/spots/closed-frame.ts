/** A frame of another site, which the extension enters with a permission alone: until then it stands for the pictures in it. */
import { own } from '../own.ts';
import { boxesOf } from './boxes.ts';
import { createSpot, type Spot } from './spot.ts';

/** Smaller frames are counters and buttons. */
const MIN_SHOWN_PX = 64;

/** The browser decides by the host: a frame of the page's own is entered with the page, even where it is sandboxed. */
function isOfAnotherSite(url: string): boolean {
  const { protocol = '', hostname } = URL.parse(url) ?? {};
  return /^https?:$/.test(protocol) && hostname !== location.hostname;
}

export function closedFrameSpot(frame: HTMLIFrameElement | HTMLFrameElement): Spot | undefined {
  const { src: url, contentDocument } = own(frame);
  if (contentDocument || !isOfAnotherSite(url)) return;
  const { width, height } = frame.getBoundingClientRect();
  if (Math.min(width, height) < MIN_SHOWN_PX) return;
  return createSpot({
    element: frame,
    url,
    isClosed: true,
    isStill: () => own(frame).isConnected && own(frame).src === url,
    area() {
      const { 'content-box': box } = boxesOf(frame);
      return { frame: box, picture: { x: 0, y: 0, width: box.width, height: box.height } };
    },
  });
}
