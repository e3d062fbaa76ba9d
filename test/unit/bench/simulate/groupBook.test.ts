// What the book of a simulated group takes for a broken promise.

import { beforeEach, describe, expect, it } from 'vitest';
import type { CommandOf } from '#actors';
import { newGroup } from '../../../support/groups.ts';
import { GroupBook } from '../../../../bench/simulate/groupBook.ts';

type Change = CommandOf<'group', 'change'>;

const [ann, bob] = ['ann', 'bob'];
const member = (userId: string, joinedAtVersion = 0) => {
  return { userId, joinedAtVersion, role: 'ADMINISTRATOR', profileKey: 'a2V5' } as const;
};
const group = newGroup({ members: [member(ann), member(bob)] });
const removal: Change = {
  ...{ type: 'change', by: ann, version: 1 },
  actions: [{ type: 'remove', userId: bob }],
};
const titled = (version: number, value: string): Change => {
  const actions = [{ type: 'setAttribute', attribute: 'title', value } as const];
  return { type: 'change', by: ann, version, actions };
};

function stored({ by, version, actions }: Change) {
  const text = JSON.stringify({ group: group.id, version, by, actions });
  return { version, bytes: Buffer.from(text), signature: new Uint8Array(64) };
}

const view = (command: Change) => {
  const { version, bytes } = stored(command);
  return { version, change: Buffer.from(bytes).toString('base64'), signature: '' };
};
const changed = (command: Change) => ({ outcome: 'changed', change: view(command) }) as const;

describe('the book of a group', () => {
  let broken: string[];
  let book: GroupBook;
  beforeEach(() => {
    broken = [];
    book = new GroupBook((what) => broken.push(what));
    book.created(group);
    book.wasCreated();
  });

  it('finds nothing where each version has one winner', () => {
    book.changed(stored(titled(1, 'YQ==')));
    book.wasChanged(titled(1, 'YQ=='), 0, changed(titled(1, 'YQ==')));
    book.wasChanged(titled(1, 'Yg=='), 0, { outcome: 'conflict', version: 1 });
    book.wasSeen(bob, 1, { state: { ...group, version: 1, attributes: { title: 'YQ==' } } });
    book.wasRead(ann, 0, 1, { version: 1, changes: [view(titled(1, 'YQ=='))] });
    expect(broken).toEqual([]);
  });

  it('sees two winners, a gap, and a change that was never stored', () => {
    book.changed(stored(titled(1, 'YQ==')));
    book.changed(stored(titled(1, 'Yg==')));
    book.changed(stored(titled(3, 'Yg==')));
    book.wasChanged(titled(1, 'Yg=='), 0, changed(titled(1, 'Yg==')));
    expect(broken).toHaveLength(3);
  });

  it('sees a removed member who is shown what came after', () => {
    book.changed(stored(removal));
    book.wasChanged(removal, 0, changed(removal));
    const members = [member(ann)];
    book.wasSeen(bob, book.told, { state: { ...group, version: 1, members } });
    book.wasRead(bob, 0, book.told, { version: 1, changes: [view(removal)] });
    book.wasSeen(bob, book.told, { state: group });
    expect(broken).toEqual([
      'version 1 is shown to somebody outside',
      'the log at 1 is shown to somebody outside',
      'version 0 is told after 1',
    ]);
  });

  it('sees a member who is turned away, and a repeat that is refused', () => {
    book.wasRefused(bob, 0);
    book.changed(stored(removal));
    book.wasRefused(bob, 0);
    book.wasChanged(removal, 0, { outcome: 'conflict', version: 1 });
    expect(broken).toEqual(['a member is told to be none', 'a repeat of version 1 is no repeat']);
  });

  it('sees a log that lacks a change, and a store that lacks one', () => {
    book.changed(stored(titled(1, 'YQ==')));
    book.changed(stored(titled(2, 'Yg==')));
    book.wasRead(ann, 0, 0, { version: 2, changes: [view(titled(2, 'Yg=='))] });
    book.judge({ ...group, version: 2 }, [stored(titled(2, 'Yg=='))]);
    expect(broken).toEqual(['of changes 1 to 2 2 are shown', 'the log is not what was taken']);
  });
});
