// What a worker makes of the words of the process that makes its backup.

import { expect, it } from 'vitest';
import { readTold } from '../../../cluster/backup/child.ts';

it('says how large the backup is, and how many former ones have gone', () => {
  expect(readTold('{"bytes":5,"removed":1}\n')).toEqual({ bytes: 5, removed: 1 });
});

it('fails, and ends no worker, where the process says anything else', () => {
  for (const told of ['', 'Killed', '{"bytes":5', '{"bytes":"5","removed":1}', 'null']) {
    expect(() => readTold(told)).toThrow('it told something else');
  }
});
