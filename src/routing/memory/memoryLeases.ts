// The lease store in memory: what the scripts of the Redis twin do, step by step.

import type { FencingToken, MemberId, ShardId } from '#protocol';
import type { Clock } from '#runtime';
import type { Lease, LeaseAnswer, LeaseExchange, MemberRecord } from '../ports.ts';
import { leaseGraceShare, leftKeptMs, newsGapMs } from '../ports.ts';

interface Row {
  readonly member?: MemberId;
  readonly token: number;
  readonly version: number;
}

interface Change {
  readonly shard: ShardId;
  readonly version: number;
}

interface Member extends MemberRecord {
  own: number;
  joined: number;
  endsAtMs: number;
}

/** Members, their leases and the map of shards. Numbers of versions are microseconds at least. */
export class MemoryLeases {
  /** Exchanges so far. */
  exchanges = 0;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #tell: () => void;
  readonly #rows = new Map<ShardId, Row>();
  /** Changes of rows in their order; the latest of a row is its version's. */
  readonly #log: Change[] = [];
  readonly #members = new Map<MemberId, Member>();
  readonly #left = new Map<MemberId, number>();
  #epoch: number;
  #bornMs: number;
  #timeMs: number;
  #seenMs: number;
  #version = 0;
  #last = 0;
  #pruned = 0;
  #toldMs = Number.NEGATIVE_INFINITY;
  #changed = false;

  /** `tell` hints at changes. */
  constructor(clock: Pick<Clock, 'now'>, tell: () => void) {
    this.#clock = clock;
    this.#tell = tell;
    const nowMs = clock.now();
    this.#epoch = nowMs * 1000;
    [this.#bornMs, this.#timeMs, this.#seenMs] = [nowMs, nowMs, nowMs];
  }

  declareFresh(): void {
    if (this.#rows.size === 0) this.#bornMs = Number.NEGATIVE_INFINITY;
  }

  /** Loses all data, as a Redis without its file does. */
  lose(): void {
    for (const map of [this.#rows, this.#members, this.#left]) map.clear();
    this.#log.length = 0;
    [this.#version, this.#last, this.#pruned] = [0, 0, 0];
    const nowMs = this.#clock.now();
    this.#epoch = Math.max(this.#epoch + 1, nowMs * 1000);
    [this.#bornMs, this.#timeMs, this.#seenMs] = [nowMs, nowMs, nowMs];
  }

  /** See forgetMember of the Redis twin. */
  leave(member: MemberId): boolean {
    this.#toldMs = Number.NEGATIVE_INFINITY;
    const wasThere = this.#remove(member);
    this.#finish();
    return wasThere;
  }

  exchange(request: LeaseExchange): LeaseAnswer {
    this.exchanges += 1;
    const { member, known, ttlMs, hold, isDraining, relayAddress } = request;
    const graceMs = ttlMs * leaseGraceShare;
    const nowMs = this.#clock.now();
    this.#timeMs += Math.max(0, Math.min(nowMs - this.#seenMs, graceMs));
    this.#seenMs = nowMs;
    if (known.epoch === this.#epoch && known.version > this.#version) {
      this.#epoch = Math.max(this.#epoch + 1, nowMs * 1000);
      this.#bornMs = this.#timeMs;
      this.#version = Math.max(known.version, nowMs * 1000);
    }
    for (const one of [...this.#members.values()]) {
      if (one.endsAtMs <= this.#timeMs) this.#remove(one.member);
    }
    const before = this.#members.get(member);
    const isLost = !before || (before.own !== known.own && !hold);
    const isWhole = isLost || known.epoch !== this.#epoch || known.version < this.#pruned;
    const isNews = before?.isDraining !== isDraining;
    if (isNews) this.#left.delete(member);
    const endsAtMs = this.#timeMs + ttlMs + graceMs;
    this.#members.set(member, {
      ...{ member, relayAddress, isDraining, endsAtMs },
      own: before?.own ?? this.#bump(),
      joined: isNews ? this.#bump() : before.joined,
    });
    if (!isLost) this.#change(request, this.#timeMs - this.#bornMs >= ttlMs + graceMs);
    this.#finish();
    return this.#answer(request, isWhole, isLost);
  }

  #change({ member, hold, want, release }: LeaseExchange, isSettled: boolean): void {
    for (const { shard, token } of hold ?? []) {
      const row = this.#rows.get(shard);
      this.#last = Math.max(this.#last, token);
      if (row && row.token >= token) continue;
      this.#put(shard, member, token, member);
      const other = row?.member === undefined ? undefined : this.#members.get(row.member);
      if (other && other.member !== member) other.own = this.#bump();
    }
    for (const { shard, token } of release) {
      const row = this.#rows.get(shard);
      if (row?.member === member && row.token === token) {
        this.#put(shard, undefined, token, member);
      }
    }
    for (const shard of want) {
      const row = this.#rows.get(shard);
      const owner = row?.member;
      let isFree = owner === undefined || !this.#members.has(owner);
      if (!isSettled) isFree &&= row !== undefined && row.version >= this.#epoch;
      if (!isFree && owner !== member) continue;
      this.#last = Math.max(this.#last + 1, (row?.token ?? 0) + 1, this.#clock.now() * 1000);
      this.#put(shard, member, this.#last, member);
    }
  }

  #put(shard: ShardId, owner: MemberId | undefined, token: number, asker: MemberId): void {
    const version = this.#bump();
    this.#rows.set(shard, { ...(owner ? { member: owner } : {}), token, version });
    this.#log.push({ shard, version });
    const record = this.#members.get(asker);
    if (record) record.own = version;
  }

  #answer({ member, known }: LeaseExchange, isWhole: boolean, isLost: boolean): LeaseAnswer {
    const since = isWhole ? -1 : known.version;
    const members = [...this.#members.values()];
    const leases = isWhole ? [...this.#rows.keys()] : this.#changedSince(known.version);
    const others = members.filter((one) => one.member !== member);
    const soonestMs = Math.min(...others.map((one) => one.endsAtMs));
    const own = this.#members.get(member)?.own ?? 0;
    return {
      known: { epoch: this.#epoch, version: this.#version, own },
      ...{ isWhole, isLost },
      leases: leases.map((shard) => this.#lease(shard)),
      members: members
        .filter((one) => one.joined > since)
        .map(({ member: one, relayAddress, isDraining }) => ({
          member: one,
          relayAddress,
          isDraining,
        })),
      left: isWhole ? [] : [...this.#left].flatMap(([one, at]) => (at > since ? one : [])),
      soonestEndMs: soonestMs - this.#timeMs,
    };
  }

  #changedSince(since: number): ShardId[] {
    const shards: ShardId[] = [];
    for (let at = this.#log.length - 1; at >= 0; at--) {
      const { shard, version } = this.#log[at] as Change;
      if (version <= since) break;
      if (this.#rows.get(shard)?.version === version) shards.push(shard);
    }
    return shards;
  }

  #lease(shard: ShardId): Lease {
    const { member, token } = this.#rows.get(shard) as Row;
    return { shard, ...(member ? { member } : {}), token: token as FencingToken };
  }

  #remove(member: MemberId): boolean {
    if (!this.#members.delete(member)) return false;
    const version = this.#bump();
    this.#left.set(member, version);
    this.#pruned = version - leftKeptMs * 1000;
    for (const [one, at] of this.#left) if (at <= this.#pruned) this.#left.delete(one);
    return true;
  }

  #bump(): number {
    if (!this.#changed) this.#version = Math.max(this.#version + 1, this.#clock.now() * 1000);
    this.#changed = true;
    return this.#version;
  }

  #finish(): void {
    const nowMs = this.#clock.now();
    const isDue = nowMs - this.#toldMs >= newsGapMs || nowMs < this.#toldMs;
    if (this.#changed && isDue) {
      this.#toldMs = nowMs;
      this.#tell();
    }
    this.#changed = false;
  }
}
