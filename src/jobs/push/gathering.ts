// What is to wake one device is gathered: of each kind one wake waits at the most, and what comes
// behind it joins it, however long a push service is away. A run covers what waits when it begins:
// it takes away those of the device that ask for no more than it does; and it ends where one waits
// that asks for more, as that will begin later.
//
// BullMQ keeps one job for a name, and, where that is being run just then, the last of what comes
// meanwhile, as the run may have looked too early for it. It becomes a job when the run has ended;
// where the run is put off instead it is covered by the next try, and forgotten then.

import type { Wake } from '#ports';
import type { RedisClient } from '#runtime';
import type { Queue } from 'bullmq';
import type { JobMac } from '../signed.ts';

type Asked = Pick<Wake, 'isUrgent' | 'despiteSocket'>;
type Veil = Pick<JobMac, 'veil'>;

/** Kinds of wakes: one that asks for less would leave out what another asks for. */
const kinds = [true, false].flatMap((isUrgent) =>
  [true, false].flatMap((despiteSocket) =>
    [true, false].map((isLater) => ({ isUrgent, despiteSocket, isLater })),
  ),
);
type Kind = (typeof kinds)[number];

/** Under the account's pseudonym: what BullMQ notes of a name outlives the job, and the account. */
const nameOf = (
  mac: Veil,
  { account, device, generation }: Wake['life'],
  { isUrgent, despiteSocket, isLater }: Kind,
): string => {
  const words = [
    isUrgent ? 'urgent' : 'calm',
    despiteSocket ? 'despite' : '',
    isLater ? 'later' : '',
  ];
  return [mac.veil(account), device, generation, ...words.filter((word) => word !== '')].join('.');
};

/** By what name BullMQ keeps one job of those that ask for the same. */
export function gatheredAs(
  mac: Veil,
  { life, isUrgent, despiteSocket, afterMs }: Omit<Wake, 'atMs'>,
) {
  const id = nameOf(mac, life, { isUrgent, despiteSocket, isLater: afterMs > 0 });
  return { id, keepLastIfActive: true } as const;
}

/** Those that a wake covers once it is carried out, itself included. */
function coveredBy({ isUrgent, despiteSocket }: Asked): Kind[] {
  return kinds.filter(
    (kind) => (isUrgent || !kind.isUrgent) && (despiteSocket || !kind.despiteSocket),
  );
}

/**
 * Takes away what the run of this job covers, before it looks at anything. Whoever comes from now
 * on gets a job of their own. `id`: of the job that runs.
 */
export async function coverOthers(
  queue: Queue,
  redis: Pick<RedisClient, 'del'>,
  mac: Veil,
  id: string,
  { life, ...asked }: Asked & Pick<Wake, 'life'>,
): Promise<void> {
  await Promise.all(
    coveredBy(asked).map(async (kind) => {
      const name = nameOf(mac, life, kind);
      // What came while that job was run. Source: BullMQ, storeDeduplicatedNextJob.lua.
      await redis.del(queue.toKey(`dn:${name}`));
      const other = await queue.getDeduplicationJobId(name);
      // One that is run just now stays.
      if (other && other !== id) await queue.remove(other);
    }),
  );
}

/** Whether another one waits that covers this; one that is run may have looked too early for it. */
export async function isCovered(
  queue: Queue,
  mac: Veil,
  id: string,
  { life, isUrgent, despiteSocket }: Asked & Pick<Wake, 'life'>,
): Promise<boolean> {
  const more = kinds.filter(
    (kind) =>
      !kind.isLater &&
      (kind.isUrgent || !isUrgent) &&
      (kind.despiteSocket || !despiteSocket) &&
      (kind.isUrgent !== isUrgent || kind.despiteSocket !== despiteSocket),
  );
  const waits = await Promise.all(
    more.map(async (kind) => {
      const other = await queue.getDeduplicationJobId(nameOf(mac, life, kind));
      return other && other !== id && waitingStates.has(await queue.getJobState(other));
    }),
  );
  return waits.includes(true);
}

const waitingStates: ReadonlySet<string> = new Set(['waiting', 'delayed', 'prioritized']);
