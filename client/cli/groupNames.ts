// Groups by what a person calls them: a title, an id, or the start of one.

import { parseGroupId } from '#protocol';
import type { GroupId } from '#protocol';
import type { AldisClient } from '../index.ts';

/** Of an id, so many letters are enough where one group alone begins with them. */
const startLengthMin = 6;

/** The group that a word means, if it means one alone: a title may look like an id's start. */
export function groupCalled(client: AldisClient, word: string): GroupId | undefined {
  const known = parseGroupId(word);
  if (known) return known;
  const isStart = word.length >= startLengthMin;
  const [one, other] = client.groups.list().filter(({ id, title }) => {
    return title === word || (isStart && id.startsWith(word));
  });
  return other ? undefined : one?.id;
}

/**
 * What a group is called here, or the start of its id, marked so that it is taken for nobody;
 * nothing for what is no group.
 */
export function titleOf(client: AldisClient, id: string): string | undefined {
  const group = parseGroupId(id);
  if (!group) return undefined;
  const title = client.groups.list().find((one) => one.id === group)?.title;
  return `${title || groupWord(group)} (group)`;
}

/** A word that means the group, and nobody else. */
export const groupWord = (id: string): string => id.slice(0, 8);
