// What an owner remembers of a shard and of the queues in it, so that a write asks Redis nothing.
// All of it may be forgotten: Redis tells it again.

import type { DeviceLife } from '#ports';
import type { DeviceAddress, FencingToken, QueueGeneration } from '#protocol';
import { hash32, limits, shardCount, shardOf } from '#protocol';
import { queueName } from '../../names.ts';
import { shardPrefix } from '../names.ts';
import { countPlease } from './queueCall.ts';

/** Guids of one set, on average, before one is split: the longest, twice as long, stay arrays. */
const bucketLengthMean = 200;
/** Sets split in one call. */
const splitsMax = 4;
/** A queue that is said to be full is measured again after this. */
const measureAgainMs = 30_000;
/** What chooses a set is less. */
const lowMax = 1_000_000_000;
/** What the guids of one upload have in common of that is less. Shape: a power of 2. */
const marks = 2 ** 16;
/** Guids of one upload that stand in one set, about, where a shard has more of its recipients. */
const together = 32;
/** Queues that are remembered; the one used longest ago is forgotten. */
const ledgersMax = 50_000;

/** A shard as its owner in this process knows it. */
export class OwnedShard {
  readonly prefix: string;
  token = 0;
  /** Counts this owner's doubts: what Redis may carry out of an earlier session, it does not. */
  session = 0;
  /** The state as it came from Redis. */
  believed: Buffer = Buffer.alloc(0);
  /** Grows when what is remembered of the shard's queues may be wrong. */
  life = 0;
  epoch = 0;
  /** The last position given. */
  last = 0;
  #window = 0;
  #buckets = 0;
  /** Guids of the window, about. */
  #remembered = 0;
  #countedLife = -1;

  constructor(shard: number) {
    this.prefix = shardPrefix(shard);
  }

  /** False when this process has acted under a newer token. */
  enter(token: FencingToken): boolean {
    if (token < this.token) return false;
    if (token > this.token) {
      this.token = token;
      this.session = 1;
      this.believed = Buffer.alloc(0);
      this.life += 1;
    }
    return true;
  }

  /** After a call whose outcome is unknown: what of it is still under way comes to nothing. */
  doubt(token: number): void {
    if (token !== this.token) return;
    this.session += 1;
    this.believed = Buffer.alloc(0);
    this.life += 1;
  }

  /** After a call that Redis has not begun. */
  forget(): void {
    this.life += 1;
  }

  /** What Redis says of the shard: its state, and how much is remembered when it has counted. */
  learn(state: Buffer | undefined, remembered: number | undefined): void {
    if (state && state.readDoubleBE(0) === this.token) {
      const window = state.readUInt32BE(16);
      if (window !== this.#window) this.#remembered = 0;
      this.#window = window;
      this.#buckets = state.readUInt32BE(20);
      this.epoch = state.readUInt32BE(28);
      // A copy: what came is a piece of a much larger buffer, which it would keep.
      this.believed = Buffer.allocUnsafeSlow(state.length);
      state.copy(this.believed);
    }
    if (remembered !== undefined) this.#remembered = remembered;
  }

  /** An envelope was stored. */
  stored(position: number): void {
    this.last = Math.max(this.last, position);
    this.#remembered += 1;
  }

  /** Sets that are to be split with the next insert; a new owner asks for a count first. */
  takeSplits(): number {
    if (this.#countedLife !== this.life) {
      this.#countedLife = this.life;
      return countPlease;
    }
    if (this.#buckets === 0) return 0;
    const wanted = Math.ceil(this.#remembered / bucketLengthMean) - this.#buckets;
    return Math.max(0, Math.min(splitsMax, wanted));
  }
}

/** A device's queue as its owner knows it: how long it is, where its copies are. */
export class Ledger {
  readonly life: DeviceLife;
  readonly name: string;
  /** What Redis calls it, and its views. */
  readonly queue: string;
  readonly views: string;
  readonly shard: OwnedShard;
  /** Where its copies in the durable store end; 0 when there are none. */
  horizon = 0;
  length = 0;
  bytes = 0;
  /** Inserts under way. */
  pending = 0;
  /** Whether what was stored last is a view: it is looked for there first when it is removed. */
  hasViews = false;
  #shardLife = -1;
  #epoch = -1;
  #measuredLife = -1;
  #measuredAtMs = 0;
  readonly #high: number;
  readonly #low: number;
  readonly #account: Words;
  readonly #key: Words;
  readonly #spread = Math.ceil(limits.groupRecipientsMax / shardCount() / together);

  constructor(life: DeviceLife, shard: OwnedShard, key: Words) {
    this.life = { account: life.account, device: life.device, generation: life.generation };
    this.name = queueName(life);
    this.shard = shard;
    this.queue = `${shard.prefix}q:${this.name}`;
    this.views = `${shard.prefix}v:${this.name}`;
    this.#high = hash32(this.name);
    this.#low = hash32(`${this.name}+`);
    this.#account = wordsOf(life.account.replaceAll('-', ''));
    this.#key = key;
  }

  isOf({ account, device }: DeviceAddress): boolean {
    return this.life.account === account && this.life.device === device;
  }

  /** True once for each time that it must be told of: whoever asks tells. */
  takeIntroduction(): boolean {
    const { life, epoch } = this.shard;
    if (this.#shardLife === life && this.#epoch === epoch) return false;
    this.#shardLife = life;
    this.#epoch = epoch;
    return true;
  }

  /** True once for each time that it must be measured. */
  takeMeasuring(nowMs: number): boolean {
    if (this.isMeasured && !(this.isFull && nowMs - this.#measuredAtMs > measureAgainMs))
      return false;
    this.#measuredLife = this.shard.life;
    this.#measuredAtMs = nowMs;
    return true;
  }

  /** False until Redis has told how long it is. */
  get isMeasured(): boolean {
    return this.#measuredLife === this.shard.life;
  }

  introduced(horizon: number): void {
    this.horizon = horizon;
    this.#shardLife = this.shard.life;
    this.#epoch = this.shard.epoch;
  }

  get isFull(): boolean {
    return (
      this.length + this.pending >= limits.queueLengthMax || this.bytes >= limits.queueBytesMax
    );
  }

  removed(count: number): void {
    if (count === 0) return;
    const left = Math.max(0, this.length - count);
    this.bytes = this.length === 0 ? 0 : (this.bytes * left) / this.length;
    this.length = left;
  }

  /**
   * By what a guid is remembered: 63 bits of it and of the queue. Shape: decimal digits, the last
   * nine of which choose the set. Into the guids of what many receive their accounts are mixed
   * (src/actors/account/sharedSend.ts): taken out again, what is left is the same for all, and
   * chooses the same set, as long as there are no more sets than marks. Which set no sender knows,
   * who could try out uploads until all of them are in one: Redis would split it at a time.
   */
  memoryOf(guid: string): { digits: string; low: number } {
    const [first, second, third, fourth] = wordsOf(guid);
    const high = (first ^ third ^ this.#high) >>> 0;
    const rest = (second ^ fourth ^ this.#low) >>> 0;
    const bits = rest & 0x7fff_ffff;
    const mark = (this.#markOf(first, second, third, fourth) ^ (bits % this.#spread)) % marks;
    const low = (bits % Math.floor(lowMax / marks)) * marks + mark;
    const digits = `${high * 2 + (rest >>> 31) + 1}${String(low + lowMax).slice(1)}`;
    return { digits, low };
  }

  /** Multiply-shift by a key, of the guid without its last byte, which the device is mixed into. */
  #markOf(first: number, second: number, third: number, fourth: number): number {
    const [key, account] = [this.#key, this.#account];
    const sum =
      Math.imul(first ^ account[0], key[0]) +
      Math.imul(second ^ account[1], key[1]) +
      Math.imul(third ^ account[2], key[2]) +
      Math.imul((fourth ^ account[3]) >>> 8, key[3]);
    return (sum >>> 0) >>> 16;
  }
}

type Words = readonly [number, number, number, number];

/** The words of 32 hexadecimal digits. */
function wordsOf(hex: string): Words {
  const word = (at: number) => Number.parseInt(hex.slice(at, at + 8), 16);
  return [word(0), word(8), word(16), word(24)];
}

/** By a key of 16 bytes: odd numbers. */
function multipliersOf(key: Uint8Array): Words {
  const [first, second, third, fourth] = wordsOf(Buffer.from(key).toString('hex'));
  return [first | 1, second | 1, third | 1, fourth | 1];
}

/** For who keeps nothing from anybody; all zeros would mix nothing. */
const wellKnownKey = Buffer.from('9e3779b185ebca6bc2b2ae3527d4eb2f', 'hex');

/** The shards and queues of this process. */
export class Ledgers {
  readonly #key: Words;
  readonly #shards = new Map<number, OwnedShard>();
  /** By generation, which is random; where two devices had the same one, each is told anew. */
  readonly #ledgers = new Map<QueueGeneration, Ledger>();

  /** `key`: what the sets of what is remembered are drawn by, 16 bytes. */
  constructor(key: Uint8Array = wellKnownKey) {
    this.#key = multipliersOf(key);
  }

  ownedShardOf(device: DeviceAddress): OwnedShard {
    const id = shardOf({ type: 'account', id: device.account });
    let shard = this.#shards.get(id);
    if (!shard) this.#shards.set(id, (shard = new OwnedShard(id)));
    return shard;
  }

  of(life: DeviceLife): Ledger {
    const { generation } = life;
    let ledger = this.#ledgers.get(generation);
    if (ledger?.isOf(life)) {
      // Their order matters only where one has to make room.
      if (this.#ledgers.size * 2 > ledgersMax) {
        this.#ledgers.delete(generation);
        this.#ledgers.set(generation, ledger);
      }
      return ledger;
    }
    ledger = new Ledger(life, this.ownedShardOf(life), this.#key);
    this.#ledgers.set(generation, ledger);
    if (this.#ledgers.size > ledgersMax) {
      const [oldest] = this.#ledgers.keys();
      if (oldest !== undefined) this.#ledgers.delete(oldest);
    }
    return ledger;
  }

  forget(life: DeviceLife): void {
    if (this.#ledgers.get(life.generation)?.isOf(life)) this.#ledgers.delete(life.generation);
  }
}
