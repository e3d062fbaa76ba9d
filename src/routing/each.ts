// The same command for many entities: one ask for those of a shard, so that what is done for each
// ask is done once for all of them. Each entity's actor decides for itself.

import type { AddressOf, Command, CommandOf, EachAnswer, EachPart, Kind } from '#actors';
import type { EntityAddress, Refusal, Result, ShardId } from '#protocol';
import { shardOf } from '#protocol';
import type { Router } from './router.ts';

/** What is an entity's own of a command. */
type PartOf<K extends Kind, C, Own extends keyof C> = Pick<C, Own> & {
  readonly id: AddressOf<K>['id'];
};

/** Those of a shard, by where they stand among all. */
interface ShardParts {
  readonly indexes: number[];
  readonly each: EachPart[];
}

/**
 * Brings a command to each of these entities, and the refusals of those that refused back, in the
 * order of the parts. Refuses for each as `ask` does; what is not known of a shard is not known of
 * any of its entities.
 */
export async function askEach<
  K extends Kind,
  C extends CommandOf<K> & Command,
  Own extends keyof C,
>(
  router: Pick<Router, 'ask'>,
  type: K,
  common: Omit<C, Own>,
  parts: readonly PartOf<K, C, Own>[],
): Promise<(Refusal | undefined)[]> {
  const shards = new Map<ShardId, ShardParts>();
  parts.forEach((part, index) => {
    const shard = shardOf({ type, id: part.id });
    let ofShard = shards.get(shard);
    if (!ofShard) shards.set(shard, (ofShard = { indexes: [], each: [] }));
    ofShard.indexes.push(index);
    ofShard.each.push(part);
  });
  const refusals = new Array<Refusal | undefined>(parts.length).fill(undefined);
  const ask = router.ask as Asking;
  const asked = [...shards.values()].map(async ({ indexes, each }) => {
    const to = { type, id: (each[0] as EachPart).id };
    const answer = await ask.call(router, to, { ...common, each } as unknown as Command);
    if (!answer.ok) for (const index of indexes) refusals[index] = answer.refusal;
    else {
      const { refused } = answer.value as EachAnswer;
      for (const { at, refusal } of refused) refusals[indexes[at] as number] = refusal;
    }
  });
  await Promise.all(asked);
  return refusals;
}

type Asking = (to: EntityAddress, command: Command) => Promise<Result<unknown>>;
