// Which worker should have a shard: rendezvous hashing. Each pair of shard and member has a weight,
// the heaviest member is due; so a member that comes or goes moves only its own share.

import type { MemberId, ShardId } from '#protocol';
import { hash32, mix32 } from '#protocol';

/** A member's weight for a shard, from the member's own hash. */
function weightOf(memberHash: number, shard: number): number {
  return mix32(memberHash ^ Math.imul(shard + 1, 0x9e3779b1));
}

/** Returns the member that is due a shard; every process that knows the same members agrees. */
export function rendezvous(shard: ShardId, members: Iterable<MemberId>): MemberId | undefined {
  let due: MemberId | undefined;
  let heaviest = -1;
  for (const member of members) {
    const weight = weightOf(hash32(member), shard);
    if (weight < heaviest || (weight === heaviest && due !== undefined && due < member)) continue;
    heaviest = weight;
    due = member;
  }
  return due;
}

/** Whether a member is to have a shard at all; every process has to say the same. */
export type MayHave = (member: MemberId, shard: ShardId) => boolean;

/** The shards that are due to one member, kept while others come and go. */
export class DueShards {
  readonly #self: MemberId;
  readonly #mayHave: MayHave;
  readonly #winners: (MemberId | undefined)[];
  /** 0 where nobody has won: any weight is enough then. */
  readonly #weights: Uint32Array;
  #members: ReadonlyMap<MemberId, number> = new Map();
  readonly #mine = new Set<ShardId>();

  constructor(self: MemberId, shardCount: number, mayHave: MayHave = () => true) {
    this.#self = self;
    this.#mayHave = mayHave;
    this.#winners = new Array(shardCount).fill(undefined);
    this.#weights = new Uint32Array(shardCount);
  }

  /** Changes with each update. */
  get shards(): ReadonlySet<ShardId> {
    return this.#mine;
  }

  /** Takes in who lives now. What it costs is what has changed. */
  update(live: Iterable<MemberId>): void {
    const before = this.#members;
    const now = new Map<MemberId, number>();
    const joined: [MemberId, number][] = [];
    for (const member of live) {
      const hash = before.get(member) ?? hash32(member);
      now.set(member, hash);
      if (!before.has(member)) joined.push([member, hash]);
    }
    this.#members = now;
    const left = [...before.keys()].filter((member) => !now.has(member));
    if (left.length > 0) this.#forget(new Set(left), now);
    const weights = this.#weights;
    for (const [member, hash] of joined) {
      for (let shard = 0; shard < weights.length; shard++) {
        const weight = weightOf(hash, shard);
        if (weight >= (weights[shard] as number)) this.#wins(shard, member, weight);
      }
    }
  }

  /** Weighs anew what those had who have left. */
  #forget(left: ReadonlySet<MemberId>, now: ReadonlyMap<MemberId, number>): void {
    for (let shard = 0; shard < this.#winners.length; shard++) {
      const winner = this.#winners[shard];
      if (winner === undefined || !left.has(winner)) continue;
      this.#winners[shard] = undefined;
      this.#weights[shard] = 0;
      if (winner === this.#self) this.#mine.delete(shard as ShardId);
      for (const [member, hash] of now) {
        const weight = weightOf(hash, shard);
        if (weight >= (this.#weights[shard] as number)) this.#wins(shard, member, weight);
      }
    }
  }

  #wins(shard: number, member: MemberId, weight: number): void {
    if (!this.#mayHave(member, shard as ShardId)) return;
    const winner = this.#winners[shard];
    if (weight === this.#weights[shard] && winner !== undefined && winner < member) return;
    this.#weights[shard] = weight;
    this.#winners[shard] = member;
    if (member === this.#self) this.#mine.add(shard as ShardId);
    else if (winner === this.#self) this.#mine.delete(shard as ShardId);
  }
}

/** Returns the shards that are due to one of the members. */
export function shardsDue(
  member: MemberId,
  members: Iterable<MemberId>,
  shardCount: number,
): ReadonlySet<ShardId> {
  const due = new DueShards(member, shardCount);
  due.update(members);
  return due.shards;
}
