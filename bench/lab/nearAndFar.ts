// Which accounts of a few are a pair. By luck all live on one worker, or none beside the other, and
// a message that goes to another worker costs about twice what one costs that stays.

import type { MemberId } from '#protocol';
import { accountAddress, parseAccountId, shardOf } from '#protocol';
import { rendezvous } from '#routing';

/** Of so many pairs, or more, luck makes halves of its own. */
export const fewPairsMax = 8;
/** Accounts that are registered for each that is wanted: each kind of pair is among them. */
export const choices = 8;

interface Named {
  /** The account's id. */
  readonly name: string;
}

/**
 * Pairs one behind the other: the first has its two accounts on two workers, the second on one, and
 * so on. Throws where the accounts are not enough.
 */
export function nearAndFar<One extends Named>(
  accounts: readonly One[],
  members: readonly MemberId[],
  pairs: number,
): One[] {
  const left = new Map(members.map((member): [MemberId, One[]] => [member, []]));
  for (const one of accounts) left.get(homeOf(one, members))?.push(one);
  const [here, there] = [...left.values()].sort((one, other) => other.length - one.length);
  const taken = Array.from({ length: pairs }, (_, pair) => [
    here?.pop(),
    pair % 2 === 0 ? there?.pop() : here?.pop(),
  ]);
  return taken.flat().map((one) => {
    if (one === undefined) throw new Error('There are too few accounts on one of the workers.');
    return one;
  });
}

function homeOf({ name }: Named, members: readonly MemberId[]): MemberId {
  const account = parseAccountId(name);
  const home = account && rendezvous(shardOf(accountAddress(account)), members);
  if (!home) throw new Error('An account that lives nowhere.');
  return home;
}
