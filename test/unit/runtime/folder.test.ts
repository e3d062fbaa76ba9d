// Making a folder with all that leads to it, where that is possible and where it is not.

import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderError, makeFolder } from '#runtime';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder as makeClientFolder } from '../../../client/store/folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'aldis-folder-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each([
  ['server', makeFolder, 'is a file where a folder should be', FolderError],
  ['client', makeClientFolder, /EEXIST|ENOTDIR/, Error],
] as const)('a folder of the %s', (side, make, sentence, kind) => {
  it('is made for its owner alone, with all that leads to it, and may be there', () => {
    const deep = join(folder, side, 'a', 'b');
    make(deep);
    make(deep);
    for (const one of [deep, join(folder, side)]) expect(statSync(one).mode & 0o777).toBe(0o700);
  });

  it('is refused where none can be made, instead of tried for ever', () => {
    expect(() => make('/proc/aldis/data')).toThrow(/ENOENT/);
    const file = join(folder, `${side}-file`);
    writeFileSync(file, '');
    for (const path of [file, join(file, 'below')]) {
      expect(() => make(path)).toThrow(sentence);
      expect(() => make(path)).toThrow(kind);
    }
  });
});
