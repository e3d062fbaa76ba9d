// The pool by which measurements prepare many things.

import { expect, it } from 'vitest';
import { someAtOnce } from '#lab/someAtOnce.ts';

it('works on so many at once, and gives what was made in the order of the items', async () => {
  let [running, most] = [0, 0];
  const made = await someAtOnce(3, Array(10).keys(), async (item, index) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 10 - item));
    running -= 1;
    return [item, index];
  });
  expect(made).toEqual(Array.from({ length: 10 }, (_, n) => [n, n]));
  expect(most).toBe(3);
});
