/** What annotated copies are called. */

/** `holiday/beach.jpg` becomes `holiday/beach-ages.jpg`; `extension` is the copy's. No two in the answer are equal. */
export function copyNames(copies: readonly { path: string; extension: string }[]): string[] {
  const taken = new Set<string>();
  return copies.map(({ path, extension }) => {
    const stem = path.replace(/\.[^./]*$/, '');
    let name = `${stem}-ages.${extension}`;
    for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${stem}-ages-${number}.${extension}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
