// A worker's actors over the product's stores in memory, which a test may give faults, with one
// shard open.

import { setImmediate as turn } from 'node:timers/promises';
import type { Account, AnswerOf, CommandOf, EntityHost, ShardGrant } from '#actors';
import { createEntityHost } from '#actors';
import { createMemoryQueue, openMemoryStores } from '#persistence';
import type {
  AccountId,
  BlobKey,
  DeviceAddress,
  DeviceId,
  ErrorCode,
  FencingToken,
  MemberId,
  Result,
  ShardId,
} from '#protocol';
import type { Wake } from '#ports';
import { noMedia } from '#ports';
import { accountAddress, shardOf } from '#protocol';
import { ManualClock, silentLog } from '#runtime';
import { newAccountId, newRegistration } from './accounts.ts';
import { Faulty } from './faults.ts';
import { testGroupKeys } from './groupKeys.ts';
import { KeptDeliveries } from './keptDeliveries.ts';
import { newAccount } from './storeSubjects.ts';

const primary = 1 as DeviceId;

export class ActorsBench {
  readonly clock = new ManualClock();
  readonly #stores = openMemoryStores(undefined, this.clock);
  readonly #queue = createMemoryQueue({ clock: this.clock, archive: this.#stores.archive });
  readonly accounts = new Faulty(this.#stores.accounts);
  readonly preKeys = new Faulty(this.#stores.preKeys);
  readonly queue = new Faulty(this.#queue.queue);
  readonly relations = new Faulty(this.#stores.relations);
  readonly records = new Faulty(this.#stores.records);
  readonly usernames = new Faulty(this.#stores.usernames);
  readonly profiles = new Faulty(this.#stores.profiles);
  readonly groups = new Faulty(this.#stores.groups);
  /** Which are held. */
  readonly held = new Set<BlobKey>();
  readonly avatars = new Faulty({
    hold: async (_account: AccountId, avatar: BlobKey) => void this.held.add(avatar),
    release: async (_account: AccountId, avatar: BlobKey) => void this.held.delete(avatar),
  });
  readonly delivery = new KeptDeliveries();
  readonly host: EntityHost;
  readonly id: AccountId = newAccountId();
  readonly registration = newRegistration('+4915112345678');
  /** Devices that were to be woken. */
  readonly wakes: Wake[] = [];
  keepsWakes = true;
  /** Called when a wake is kept that was not at once. */
  readonly unkept: (() => void)[] = [];
  /** Workers that have left, and when. */
  readonly left = new Map<MemberId, number>();
  leaseHolds = true;
  #token = 0 as FencingToken;

  constructor(options: { mailboxLengthMax?: number } = {}) {
    this.host = createEntityHost({
      accounts: this.accounts.port,
      preKeys: this.preKeys.port,
      queue: this.queue.port,
      relations: this.relations.port,
      records: this.records.port,
      usernames: this.usernames.port,
      profiles: this.profiles.port,
      tombstones: this.#stores.tombstones,
      avatars: this.avatars.port,
      groups: this.groups.port,
      groupKeys: testGroupKeys,
      media: noMedia(),
      wakes: {
        wake: (wake, kept) => {
          this.wakes.push(wake);
          if (kept && this.keepsWakes) kept();
          else if (kept) this.unkept.push(kept);
        },
      },
      delivery: this.delivery,
      departures: { leftAtMs: (member) => this.left.get(member) },
      clock: this.clock,
      log: silentLog,
      passivateMs: 60_000,
      closeTimeoutMs: 500,
      ...options,
    });
    this.open(1);
  }

  /** With its account registered. */
  static async registered(options: { mailboxLengthMax?: number } = {}): Promise<ActorsBench> {
    const bench = new ActorsBench(options);
    await bench.register();
    return bench;
  }

  get shard(): ShardId {
    return shardOf(accountAddress(this.id));
  }

  open(token: number): ShardGrant {
    this.#token = token as FencingToken;
    const grant: ShardGrant = {
      shard: this.shard,
      token: this.#token,
      isValid: () => this.leaseHolds,
    };
    this.host.open(grant);
    return grant;
  }

  ask<C extends CommandOf<'account'>>(command: C): Promise<Result<AnswerOf<'account', C>>> {
    const answer = this.host.handle(accountAddress(this.id), command);
    return answer as Promise<Result<AnswerOf<'account', C>>>;
  }

  /** The answer's value; a refusal fails the test. */
  async value<C extends CommandOf<'account'>>(command: C): Promise<AnswerOf<'account', C>> {
    const result = await this.ask(command);
    if (!result.ok) throw new Error(`refused: ${result.refusal.code}`);
    return result.value;
  }

  async code(command: CommandOf<'account'>): Promise<ErrorCode | 'ok'> {
    const result = await this.ask(command);
    return result.ok ? 'ok' : result.refusal.code;
  }

  /** Waits for what evicts a device; says, for its workers, that its sockets are closed. */
  async evicting<T>(asked: Promise<T>): Promise<T> {
    await this.turns();
    for (const { to, delivery } of [...this.delivery.told]) {
      if (delivery.type !== 'evict') continue;
      const { credential } = delivery;
      await this.value({ type: 'evicted', credential, member: to.member });
    }
    return asked;
  }

  /** What the store has of the account, as its latest owner finds it. */
  async document(): Promise<Account | undefined> {
    const found = await this.accounts.real.claim(this.id, this.#token);
    if (found === 'fenced') throw new Error('the store knows a newer owner');
    return found === 'missing' ? undefined : found;
  }

  /** Envelopes in all queues. */
  async waiting(): Promise<number> {
    return (await this.#queue.upkeep.survey()).inRedis;
  }

  /** A device of an account that is there. */
  async sender(): Promise<DeviceAddress> {
    const account = newAccount();
    await this.accounts.real.create(account, this.#token);
    return { account: account.id, device: primary };
  }

  async register(): Promise<void> {
    await this.value(this.registration.command);
  }

  /** Lets everything that can move, move. */
  async turns(count = 12): Promise<void> {
    for (let i = 0; i < count; i++) await turn();
  }
}
