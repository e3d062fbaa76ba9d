// What many listeners heard of a publisher's signals, put together from several processes.

import { expect, it } from 'vitest';
import { HeardBook, settleHeard } from '../../../../bench/topics/book.ts';
import { SequenceSet } from '#lab/ledger.ts';

it('lost, doubled and last receipts are told over all processes', () => {
  const [one, two] = [new HeardBook(), new HeardBook()];
  const [ann, ben, cem] = [new SequenceSet(), new SequenceSet(), new SequenceSet()];
  one.hear(ann, 0, 100, 110);
  one.hear(ben, 0, 100, 140);
  one.hear(ben, 0, 100, 150);
  two.hear(cem, 0, 100, 130);
  // The second was refused; nobody can have lost it. The third misses one, the fourth all.
  one.hear(ann, 2, 300, 305);
  two.hear(cem, 2, 300, 320);
  two.broke('closed');
  const published = [0, 2, 3].map((number) => ({ number, dueMicros: (number + 1) * 100 }));
  const heard = settleHeard(published, [one.page(), two.page()], 3);
  expect(heard).toMatchObject({ receipts: 5, lost: 1 + 3, duplicated: 1, broken: { closed: 1 } });
  expect([...heard.lastMicros]).toEqual([40]);
  expect([...heard.delayMicros]).toEqual([5, 10, 20, 30, 40]);
});
