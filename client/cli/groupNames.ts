// Groups by what a person calls them: a title, an id, or the start of one.

import { parseGroupId } from '#protocol';
import type { GroupId } from '#protocol';
import type { AldisClient } from '../index.ts';

/** Of an id, so many letters are enough where one group alone begins with them. */
const startLengthMin = 6;

/** The group that a word means, if it means one. */
export function groupCalled(client: AldisClient, word: string): GroupId | undefined {
  const id = parseGroupId(word);
  if (id) return id;
  const all = client.groups.list();
  const titled = all.filter(({ title }) => title === word);
  const begun =
    word.length >= startLengthMin ? all.filter((group) => group.id.startsWith(word)) : [];
  const [one, other] = titled.length > 0 ? titled : begun;
  return other ? undefined : one?.id;
}

/** What a group is called here, or the start of its id; nothing for what is no group. */
export function titleOf(client: AldisClient, id: string): string | undefined {
  const group = parseGroupId(id);
  if (!group) return undefined;
  return client.groups.list().find((one) => one.id === group)?.title || group.slice(0, 8);
}
