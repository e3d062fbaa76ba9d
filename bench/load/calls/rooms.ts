// The calls of a run: groups on the cluster, devices that join the calls of them, and who talks.

import { join } from 'node:path';
import type { CallCluster } from '#lab/callTown.ts';
import { CallTown, townKeys } from '#lab/callTown.ts';
import { someAtOnce } from '#lab/someAtOnce.ts';
import type { AccountId } from '#protocol';
import { callIdOfGroup } from '../../../client/calls/callIds.ts';
import { Caller } from '#lab/calls/caller.ts';
import type { RoomFacts } from '#lab/calls/caller.ts';
import type { Ears } from './ears.ts';
import type { CallsOptions } from './options.ts';

/** Groups that are made at once, and devices that join. */
const groupsAtOnce = 4;
const joinsAtOnce = 8;
/** Who is in no call by then never will be. */
const joinMsMax = 60_000;

export interface Room {
  readonly callers: readonly Caller[];
  /** The first of the callers. */
  readonly talkers: readonly Caller[];
}

type Shared = Omit<RoomFacts, 'room' | 'call' | 'people' | 'places'>;

/**
 * Makes the groups, and has everybody join; those who talk say so. `opened`: hears of the rooms
 * before anybody joins, so that they are left whatever becomes of that.
 */
export async function openRooms(
  { rooms, talkers, listeners }: CallsOptions,
  cluster: CallCluster,
  ears: Ears,
  shared: Shared,
  show: (share: number, words: string) => void,
  opened: (rooms: readonly Room[]) => void,
): Promise<Room[]> {
  const keys = townKeys(join(cluster.dataDir, 'secrets.json'));
  const each = talkers + listeners;
  const numbers = Array.from({ length: rooms }, (_, at) => at);
  let [settled, joined] = [0, 0];
  const towns = await someAtOnce(groupsAtOnce, numbers, async () => {
    const town = new CallTown(cluster, keys);
    const people = await town.settle(each);
    settled += 1;
    show(settled / rooms / 2, `${settled} groups`);
    return { town, people };
  });
  const all = towns.map(({ town, people }, room): Room => {
    const places = new Map<number, Caller>();
    const named = people.map(({ name, person }): [string, AccountId] => [name, person.account]);
    const call = callIdOfGroup(town.group.id);
    const facts = { ...shared, room, call, places, people: new Map(named) };
    const callers = people.map(
      (villager, at) => new Caller(at, villager, facts, (own) => ears.of(room, own, places)),
    );
    return { callers, talkers: callers.slice(0, talkers) };
  });
  opened(all);
  await someAtOnce(
    joinsAtOnce,
    all.flatMap(({ callers }) => callers),
    async (caller) => {
      await inTime(caller.join());
      joined += 1;
      show(0.5 + joined / rooms / each / 2, `${joined} devices in their calls`);
    },
  );
  await Promise.all(all.flatMap((room) => room.talkers.map((one) => one.speak())));
  return all;
}

async function inTime(join: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<never>();
  const fail = () => late.reject(new Error('A device was not let into its call in time.'));
  const timer = setTimeout(fail, joinMsMax);
  await Promise.race([join, late.promise]).finally(() => clearTimeout(timer));
}
