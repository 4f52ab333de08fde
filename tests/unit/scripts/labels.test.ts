import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCrops, RECORD_BYTES } from '../../../scripts/data/crops-files.ts';
import { readLabels } from '../../../scripts/data/labels.ts';
import { ofShard, parseShard } from '../../../scripts/data/shard.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const labelsOf = (text: string) => {
  const dir = temporaryFolder();
  writeFileSync(path.join(dir, 'labels.csv'), text);
  return readLabels(dir);
};

describe('labels', () => {
  it('are read with or without the optional columns', async () => {
    expect(await labelsOf('set,file,low,high\na,1.jpg,3,9\n')).toEqual([
      { set: 'a', file: '1.jpg', low: 3, high: 9, gender: '', race: '', split: '', note: '' },
    ]);
    expect(await labelsOf('race,gender,split,high,low,file,set,note\nblack,,val,3,3,1.jpg,a,conflict\n')).toEqual([
      { set: 'a', file: '1.jpg', low: 3, high: 3, gender: '', race: 'black', split: 'val', note: 'conflict' },
    ]);
  });

  it('are read as a spreadsheet saves them', async () => {
    expect(await labelsOf('\uFEFFset,file,low,high\r\na,1.jpg,3,3\r\n')).toMatchObject([{ set: 'a', high: 3 }]);
  });

  const rows = ['a,1.jpg,9,3', 'a,1.jpg,130,130', 'a,1.jpg,-1,3', 'a,1.jpg,,', 'a,1.jpg, ,9', 'a,1.jpg,x,9', 'a,1.jpg', 'a,,3,3'];
  it.each([...rows, ',1.jpg,3,3'])('refuses the row %s', async (row) => {
    await expect(labelsOf(`set,file,low,high\nb,0.jpg,3,3\n${row}\n`)).rejects.toThrow(/labels\.csv: row 2\b/);
  });

  it.each([
    ['set,file,age\na,1.jpg,3\n', /no column low$/],
    ['file,low,high\n1.jpg,3,3\n', /no column set$/],
  ])('says which column is not there in %j', async (text, message) => {
    await expect(labelsOf(text)).rejects.toThrow(message);
  });

  it('says which file is not there, or cannot be read', async () => {
    const dir = temporaryFolder();
    await expect(readLabels(dir)).rejects.toThrow(/labels\.csv: not there$/);
    await expect(readLabels(path.join(dir, 'nowhere'))).rejects.toThrow(/labels\.csv: not there$/);
    mkdirSync(path.join(dir, 'labels.csv'));
    await expect(readLabels(dir)).rejects.toThrow(/labels\.csv: cannot be read$/);
  });
});

describe('shards', () => {
  it('share a list without overlap', () => {
    const list = [0, 1, 2, 3, 4, 5, 6];
    expect([0, 1, 2].flatMap((index) => ofShard(list, { index, count: 3 })).sort()).toEqual(list);
  });

  it.each(['3/3', '-1/2', '1', 'a/b', '1/2/3', '/2'])('refuses %s', (text) => {
    expect(() => parseShard(text)).toThrow(/want i\/n/);
  });
});

describe('the files of crops', () => {
  it('are made whole after a cut-off', async () => {
    const dir = temporaryFolder();
    const shard = { index: 0, count: 1 };
    writeFileSync(path.join(dir, 'crops-0-of-1.csv'), 'set,file,score\na,1.jpg,0.9\na,2.jpg,0.9\na,3.j');
    writeFileSync(path.join(dir, 'crops-0-of-1.u8'), Buffer.alloc(RECORD_BYTES + 5));
    writeFileSync(path.join(dir, 'missed-0-of-1.csv'), 'set,file,why\na,8.jpg,no-face\na,9.jpg,timeout\n');
    expect([...(await openCrops(dir, shard)).known]).toEqual(['a/1.jpg', 'a/8.jpg']);
    expect([...(await openCrops(dir, shard)).known]).toEqual(['a/1.jpg', 'a/8.jpg']);
  });
});
