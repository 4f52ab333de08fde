/** A given picture with its badges, which the overlay of web pages lays over it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { imageSpot } from '../../../content/spots/image.ts';
import { viewOf } from '../../../content/task.ts';
import type { Entry } from './entries.ts';
import { overlay, shownSpots } from './run.ts';

/** Decoded while this is mounted, and no longer. */
export function Shown({ entry: { file, progress } }: { entry: Entry }) {
  const image = useRef<HTMLImageElement>(null);
  const [url, setUrl] = useState('');

  useEffect(() => {
    const created = URL.createObjectURL(file);
    setUrl(created);
    return () => URL.revokeObjectURL(created);
  }, [file]);

  useEffect(() => {
    const spot = url && image.current ? imageSpot(image.current) : undefined;
    if (!spot) return;
    shownSpots.add(spot);
    const end = progress.subscribe((now) => {
      const view = viewOf(now);
      if (view) overlay.show(spot, view);
      else overlay.hide(spot);
    });
    return () => {
      end();
      overlay.hide(spot);
      shownSpots.delete(spot);
    };
  }, [url, progress]);

  const markBroken = () => image.current?.classList.add('broken');
  return url ? <img ref={image} src={url} alt="" decoding="async" draggable={false} onError={markBroken} /> : null;
}
