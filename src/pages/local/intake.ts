/** Takes what is dropped anywhere on the page, pasted or chosen, and has it estimated. */
import { signal } from '@preact/signals';
import { add } from './entries.ts';
import { type Given, givenBelow, givenFiles } from './given.ts';
import { resume } from './run.ts';

/** Files hang over the page. */
export const hovering = signal(false);
/** Folders are being listed. */
export const listing = signal(false);

export function take(given: readonly Given[]): void {
  if (add(given)) resume();
}

async function takeDropped({ items }: DataTransfer): Promise<void> {
  // All entries at once: the list is emptied when this handler returns.
  const dropped = [...items].flatMap((item) => item.webkitGetAsEntry() ?? item.getAsFile() ?? []);
  listing.value = true;
  try {
    const given = await Promise.all(dropped.map((one) => (one instanceof File ? givenFiles([one]) : givenBelow(one))));
    take(given.flat());
  } finally {
    listing.value = false;
  }
}

export function takeChosen({ currentTarget }: Event): void {
  const input = currentTarget as HTMLInputElement;
  take(givenFiles(input.files ?? []));
  // The same may be chosen again after it was removed.
  input.value = '';
}

export function listen(): void {
  const holdsFiles = (transfer: DataTransfer | null): transfer is DataTransfer => transfer?.types.includes('Files') ?? false;
  document.addEventListener('dragover', (event) => {
    if (!holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    hovering.value = true;
  });
  document.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!relatedTarget) hovering.value = false;
  });
  document.addEventListener('drop', (event) => {
    hovering.value = false;
    if (!holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    void takeDropped(event.dataTransfer);
  });
  document.addEventListener('paste', ({ clipboardData }) => take(givenFiles(clipboardData?.files ?? [])));
}
