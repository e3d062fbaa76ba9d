// A worker's actors over test ports, with one shard open.

import { setImmediate as turn } from 'node:timers/promises';
import type { AnswerOf, CommandOf, EntityHost, ShardGrant } from '#actors';
import { createEntityHost } from '#actors';
import type { AccountId, ErrorCode, FencingToken, Result, ShardId } from '#protocol';
import { accountAddress, shardOf } from '#protocol';
import { ManualClock, silentLog } from '#runtime';
import { newAccountId, newRegistration } from './accounts.ts';
import {
  TestAccounts,
  TestDelivery,
  TestPreKeys,
  TestQueue,
  TestRelations,
} from './memoryPorts.ts';

export class ActorsBench {
  readonly accounts = new TestAccounts();
  readonly preKeys = new TestPreKeys();
  readonly queue = new TestQueue();
  readonly relations = new TestRelations();
  readonly delivery = new TestDelivery();
  readonly clock = new ManualClock();
  readonly host: EntityHost;
  readonly id: AccountId = newAccountId();
  readonly registration = newRegistration('+4915112345678');
  leaseHolds = true;

  constructor(options: { mailboxLengthMax?: number } = {}) {
    this.host = createEntityHost({
      accounts: this.accounts,
      preKeys: this.preKeys,
      queue: this.queue,
      relations: this.relations,
      delivery: this.delivery,
      clock: this.clock,
      log: silentLog,
      passivateMs: 60_000,
      closeTimeoutMs: 500,
      ...options,
    });
    this.open(1);
  }

  get shard(): ShardId {
    return shardOf(accountAddress(this.id));
  }

  open(token: number): ShardGrant {
    const grant: ShardGrant = {
      shard: this.shard,
      token: token as FencingToken,
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

  async register(): Promise<void> {
    await this.value(this.registration.command);
  }

  /** Lets everything that can move, move. */
  async turns(count = 12): Promise<void> {
    for (let i = 0; i < count; i++) await turn();
  }
}
