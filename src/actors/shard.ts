// The actors of one shard, from the grant of its lease to its end. The supervisor has thousands of
// children and is never on a message's way: commands go straight to the actor they are for.

import type { AccountId, ErrorCode, FencingToken, Result, ShardId } from '#protocol';
import { ok, refuse } from '#protocol';
import { logConstant } from '#runtime';
import { AccountHandle } from './account/handle.ts';
import type { AccountCommand } from './account/messages.ts';
import type { Answer, AskScope } from './ask.ts';
import { Ask } from './ask.ts';
import type { ShardGrant } from './host.ts';
import type { Cell } from './kernel/index.ts';
import type { Services, ShardOptions, ShardScope } from './scope.ts';

/** An actor that crashed too often is not started again before this. */
export const isolationMs = 10_000;

/** Names supervisors: one that closes may still be there when its shard is opened again. */
let openings = 0;

export class Shard implements ShardScope, AskScope {
  readonly services: Services;
  readonly mailboxLengthMax: number;
  readonly openedAtMs: number;
  readonly #passivateMs: number;
  readonly #supervisor: Cell<never>;
  readonly #accounts = new Map<AccountId, AccountHandle>();
  /** Accounts whose actor was given up, and until when. */
  readonly #isolated = new Map<AccountId, number>();
  readonly #asks = new Set<Ask>();
  #grant: ShardGrant;
  #serving = true;
  #lost = false;
  #ended: (() => void) | undefined;

  constructor(grant: ShardGrant, services: Services, options: ShardOptions, system: Cell<never>) {
    this.#grant = grant;
    this.services = services;
    this.mailboxLengthMax = options.mailboxLengthMax;
    this.openedAtMs = services.clock.monotonic();
    this.#passivateMs = options.passivateMs;
    this.#supervisor = system.spawn<never>({
      name: `${grant.shard}-${openings++}`,
      mailboxLengthMax: 0,
      start: () => ({ receive() {} }),
      undelivered() {},
    });
  }

  get id(): ShardId {
    return this.#grant.shard;
  }

  get token(): FencingToken {
    return this.#grant.token;
  }

  get isServing(): boolean {
    return this.#serving;
  }

  /** Takes a new word on the same lease. */
  renew(grant: ShardGrant): void {
    this.#grant = grant;
  }

  /** Stays true while the shard closes under its lease, so that what was begun can end. */
  mayAct(): boolean {
    return !this.#lost && this.#grant.isValid();
  }

  lose(): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#serving = false;
    this.services.log.warn('shard.fenced', { shard: this.id });
    this.#supervisor.giveBackMail('shard.not_owner');
  }

  ended(ask: Ask): void {
    this.#asks.delete(ask);
    if (this.#asks.size === 0) this.#ended?.();
  }

  /** Brings a command to its actor. */
  ask(to: AccountId, command: AccountCommand, resolve: (result: Result<Answer>) => void): void {
    if (!this.#serving || !this.mayAct()) return resolve(refuse('shard.not_owner'));
    const ask = new Ask(command, this, resolve);
    this.#asks.add(ask);
    const code = this.#deliver(to, ask);
    if (code) ask.answer(refuse(code));
  }

  #deliver(to: AccountId, ask: Ask): ErrorCode | undefined {
    const { command } = ask;
    const active = this.#accounts.get(to);
    if (active && command.type === 'evicted') {
      // Its mailbox may be waiting for this very word.
      active.authority.confirmed(command.member, command.credential);
      ask.answer(ok(null));
      return undefined;
    }
    if (active && 'device' in command && typeof command.device === 'number') {
      const device = active.devices.get(command.device);
      const direct = device && !device.cell.isStopped && active.direct(device, ask);
      if (direct) return direct === 'taken' ? undefined : direct;
    }
    const account = this.#account(to);
    if (!account) return 'server.unavailable';
    return account.cell.post(ask) ? undefined : 'server.busy';
  }

  #account(id: AccountId): AccountHandle | undefined {
    const known = this.#accounts.get(id);
    if (known) return known;
    if (this.#isIsolated(id)) return undefined;
    const handle = new AccountHandle(id, this, this.#supervisor, this);
    this.#accounts.set(id, handle);
    return handle;
  }

  #isIsolated(id: AccountId): boolean {
    const until = this.#isolated.get(id);
    if (until === undefined) return false;
    if (this.services.clock.monotonic() < until) return true;
    this.#isolated.delete(id);
    return false;
  }

  gaveUp(handle: AccountHandle): void {
    handle.closeAll();
    if (this.#accounts.get(handle.id) === handle) this.#accounts.delete(handle.id);
    this.#isolated.set(handle.id, this.services.clock.monotonic() + isolationMs);
  }

  /** Lets idle actors leave memory. Only what has no mail stops, so that no message can be lost. */
  sweep(): void {
    for (const id of [...this.#isolated.keys()]) this.#isIsolated(id);
    for (const [id, handle] of this.#accounts) {
      handle.sweepDevices(this.#passivateMs);
      if (!handle.isIdle) {
        handle.rest(this.#passivateMs);
        continue;
      }
      if (!handle.isVacant && handle.cell.idleMs() < this.#passivateMs) continue;
      handle.cell.stop('server.unavailable');
      this.#accounts.delete(id);
    }
  }

  /** Ends the shard: unread mail goes back, what was begun may end until the time is up. */
  async close(timeoutMs: number): Promise<void> {
    this.#serving = false;
    this.#supervisor.giveBackMail('shard.not_owner');
    if (this.#asks.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = this.services.clock.after(timeoutMs, resolve);
        this.#ended = () => {
          timer.cancel();
          resolve();
        };
      });
    }
    if (this.#asks.size > 0) {
      const reason = logConstant('close');
      this.services.log.warn('shard.work_cut_short', { reason, count: this.#asks.size });
    }
    this.#lost = true;
    this.#supervisor.stop('shard.not_owner');
    for (const ask of [...this.#asks]) ask.answer(refuse('shard.not_owner'));
    this.#accounts.clear();
  }
}
