// What a run promises, and whether it was kept: every letter's way from its sender to its reader,
// every pre-key handed out, every grant of a shard.

import type { EnvelopeGuid, FencingToken, MemberId, ShardId } from '#protocol';
import type { ShardGrant } from '#actors';
import type { Timeline } from './timeline.ts';

/** One message as its sender knows it. */
export interface Letter {
  readonly from: number;
  readonly to: number;
  /** Counts the letters of one sender to one reader, from 1. */
  readonly number: number;
  readonly guid: Uint8Array;
  acknowledged: boolean;
  shown: number;
}

/** A promise that was broken. */
export interface Violation {
  readonly promise: string;
  readonly sentence: string;
}

export class Ledger {
  readonly letters: Letter[] = [];
  violation: Violation | undefined;
  /** Letters that are not acknowledged to their sender or not shown to their reader. */
  open = 0;
  readonly #timeline: Timeline;
  readonly #lastShown = new Map<string, number>();
  readonly #stored = new Set<string>();
  readonly #waiting = new Set<string>();
  readonly #keys = new Set<string>();
  readonly #grants = new Map<ShardId, Map<MemberId, ShardGrant>>();
  readonly #tokens = new Map<ShardId, FencingToken>();

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /** Notes a broken promise; the first one is the run's. */
  broken(promise: string, sentence: string): void {
    this.violation ??= { promise, sentence };
    this.#timeline.note(`BROKEN ${promise} ${sentence}`);
  }

  wrote(letter: Letter): void {
    this.letters.push(letter);
    this.open++;
  }

  /** The sender was told that the letter is on disk. */
  acknowledged(letter: Letter): void {
    if (letter.acknowledged) return;
    letter.acknowledged = true;
    if (letter.shown > 0) this.open--;
  }

  /** A reader's device shows a letter, after its own dedupe. */
  shown(letter: Letter): void {
    const { from, to, number } = letter;
    if (++letter.shown > 1) return this.broken('I2', `letter ${name(letter)} is shown twice`);
    if (letter.acknowledged) this.open--;
    const pair = `${from}>${to}`;
    const last = this.#lastShown.get(pair) ?? 0;
    if (number !== last + 1) {
      this.broken('I3', `letter ${name(letter)} is shown after ${pair} number ${last}`);
    }
    this.#lastShown.set(pair, number);
  }

  /** The queue has taken an envelope as a new one. */
  stored(device: string, guid: EnvelopeGuid): void {
    const key = `${device} ${guid}`;
    if (this.#stored.has(key)) this.broken('I12', `an envelope of ${device} is stored twice`);
    this.#stored.add(key);
    this.#waiting.add(key);
  }

  /** The queue has deleted what the device acknowledged. */
  removed(device: string, guids: readonly EnvelopeGuid[]): void {
    for (const guid of guids) this.#waiting.delete(`${device} ${guid}`);
  }

  /** True when every letter came through and nothing waits any more. */
  get isSettled(): boolean {
    return this.open === 0 && this.#waiting.size === 0;
  }

  /** A taker was given a one-time pre-key. */
  served(pool: string, keyId: number): void {
    const key = `${pool} ${keyId}`;
    if (this.#keys.has(key)) this.broken('I4', `pre-key ${key} is handed out twice`);
    this.#keys.add(key);
  }

  /** A worker was given a shard. */
  granted(member: MemberId, grant: ShardGrant): void {
    const { shard, token } = grant;
    const last = this.#tokens.get(shard) ?? 0;
    const grants = this.#grants.get(shard) ?? new Map<MemberId, ShardGrant>();
    this.#grants.set(shard, grants);
    if (token < last || (token === last && !grants.has(member))) {
      this.broken('I6', `shard ${shard} is granted to ${member} with an old token`);
    }
    this.#tokens.set(shard, token);
    grants.set(member, grant);
    this.holdSingleOwner();
  }

  /** At any moment at most one worker may act for a shard. */
  holdSingleOwner(): void {
    for (const [shard, grants] of this.#grants) {
      let owner: MemberId | undefined;
      for (const [member, grant] of grants) {
        if (!grant.isValid()) continue;
        if (owner) this.broken('I6', `${owner} and ${member} both hold shard ${shard}`);
        owner = member;
      }
    }
  }

  forgetMember(member: MemberId): void {
    for (const grants of this.#grants.values()) grants.delete(member);
  }
}

/** `2>0 number 3`: who writes to whom, and the how manieth. */
export function name({ from, to, number }: Letter): string {
  return `${from}>${to} number ${number}`;
}
