// Who is alive, as the store said last.

import type { MemberId } from '#protocol';
import type { LeaseAnswer, MemberRecord } from './ports.ts';

/** One worker's view of the members. */
export class Roster {
  readonly #records = new Map<MemberId, MemberRecord>();

  /** Live members and those that drain: whoever may hold a shard. */
  has(member: MemberId): boolean {
    return this.#records.has(member);
  }

  get size(): number {
    return this.#records.size;
  }

  /** Those that are due shards. */
  get live(): MemberId[] {
    return [...this.#records.values()].flatMap((one) => (one.isDraining ? [] : one.member));
  }

  relayAddress(member: MemberId): string | undefined {
    return this.#records.get(member)?.relayAddress;
  }

  /** Takes in an answer; returns who has left, and whether anybody came, left or began to drain. */
  apply({ isWhole, members, left }: LeaseAnswer): { left: MemberId[]; changed: boolean } {
    const gone = isWhole ? this.#absentFrom(members) : left.filter((one) => this.has(one));
    for (const member of gone) this.#records.delete(member);
    let changed = gone.length > 0;
    for (const record of members) {
      const before = this.#records.get(record.member);
      changed ||= before?.isDraining !== record.isDraining;
      this.#records.set(record.member, record);
    }
    return { left: gone, changed };
  }

  #absentFrom(members: readonly MemberRecord[]): MemberId[] {
    const there = new Set(members.map((one) => one.member));
    return [...this.#records.keys()].filter((one) => !there.has(one));
  }
}
