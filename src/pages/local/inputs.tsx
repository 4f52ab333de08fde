/** The two buttons that open the browser's dialogs. */
import { useEffect, useRef } from 'preact/hooks';
import { text } from '../words.ts';
import { takeChosen } from './intake.ts';

export function Inputs({ primary = false }: { primary?: boolean }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  // Preact's types do not know the attribute.
  useEffect(() => {
    if (folder.current) folder.current.webkitdirectory = true;
  }, []);
  return (
    <>
      <button type="button" class={primary ? 'primary' : ''} onClick={() => files.current?.click()}>
        {text('local_add')}
      </button>
      <button type="button" onClick={() => folder.current?.click()}>
        {text('local_add_folder')}
      </button>
      <input ref={files} type="file" hidden multiple accept="image/*" onChange={takeChosen} />
      <input ref={folder} type="file" hidden onChange={takeChosen} />
    </>
  );
}
