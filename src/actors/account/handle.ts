// An account's actor as its shard holds it, with what a restart of the actor must not forget.

import type { AccountId, DeviceId, ErrorCode, FencingToken } from '#protocol';
import { ok, refuse } from '#protocol';
import type { Ask } from '../ask.ts';
import { DeviceHandle } from '../device/actor.ts';
import type { ActorProps, Cell } from '../kernel/index.ts';
import type { QueueAddress } from '../ports.ts';
import { Unreachable } from '../ports.ts';
import { changeRelation } from '../relations/change.ts';
import { written } from '../relations/decide.ts';
import type { ShardScope } from '../scope.ts';
import type { Account } from './account.ts';
import type { AccountMessage } from './actor.ts';
import { AccountActor } from './actor.ts';
import { Authority } from './authority.ts';
import type { ContactOwner } from './contacts.ts';
import { Contacts } from './contacts.ts';
import type { PipelineOwner } from './pipeline.ts';
import { Pipeline } from './pipeline.ts';
import type { RemainsOwner } from './remains.ts';
import { Remains } from './remains.ts';

/** Whoever holds the handle of an actor that is given up. */
export interface AccountKeeper {
  gaveUp(handle: AccountHandle): void;
}

/**
 * Methods instead of closures, parts made when they are needed: there is one for every idle
 * connection.
 */
export class AccountHandle
  implements ActorProps<AccountMessage>, PipelineOwner, ContactOwner, RemainsOwner
{
  readonly id: AccountId;
  readonly devices = new Map<DeviceId, DeviceHandle>();
  readonly cell: Cell<AccountMessage>;
  readonly #scope: ShardScope;
  readonly #keeper: AccountKeeper;
  #pipeline: Pipeline | undefined;
  #contacts: Contacts | undefined;
  #remains: Remains | undefined;
  #authority: Authority | undefined;
  /** The account was made under the shard's present grant. */
  isNew = false;
  /** Nobody is registered under this id: not worth memory. */
  isVacant = false;
  /** The document has left memory; a connected device keeps the actor. */
  isResting = false;

  constructor(id: AccountId, scope: ShardScope, parent: Cell<never>, keeper: AccountKeeper) {
    this.id = id;
    this.#scope = scope;
    this.#keeper = keeper;
    this.cell = parent.spawn<AccountMessage>(this);
  }

  get name(): string {
    return this.id;
  }

  get mailboxLengthMax(): number {
    return this.#scope.mailboxLengthMax;
  }

  start(self: Cell<AccountMessage>): AccountActor {
    return new AccountActor(this, this.#scope, self);
  }

  undelivered(message: AccountMessage, code: ErrorCode): void {
    if (typeof message !== 'string') message.answer(refuse(code));
  }

  gaveUp(): void {
    this.#keeper.gaveUp(this);
  }

  get pipeline(): Pipeline {
    return (this.#pipeline ??= new Pipeline(this.#scope.services, this));
  }

  get contacts(): Contacts {
    return (this.#contacts ??= new Contacts(this));
  }

  get remains(): Remains {
    return (this.#remains ??= new Remains(this.#scope.services, this));
  }

  /** Resolves when everything has ended that was begun and is not waited for. */
  settle(): Promise<unknown> | undefined {
    const [work, notes] = [this.#pipeline?.settle(), this.#contacts?.settle()];
    return work && notes ? Promise.all([work, notes]) : (work ?? notes);
  }

  /** Whoever writes again is noted again. */
  forgetContacts(): void {
    if (this.#contacts?.isIdle) this.#contacts = undefined;
  }

  get isStopped(): boolean {
    return this.cell.isStopped;
  }

  cleared(): void {
    if (!this.cell.isStopped) this.cell.tell('cleared');
  }

  get fence(): FencingToken {
    return this.#scope.token;
  }

  /** The device's actor, where there is one and it serves this very queue. */
  deviceOf(to: QueueAddress): DeviceHandle | undefined {
    const handle = this.devices.get(to.device);
    return handle?.queue.generation === to.generation ? handle : undefined;
  }

  fenced(): void {
    this.#scope.lose();
  }

  defect(cause: unknown): void {
    this.cell.crash(cause);
  }

  /** The device's actor, which is started if need be. */
  device(to: QueueAddress, credential: string): DeviceHandle {
    const known = this.deviceOf(to);
    if (known && !known.cell.isStopped) return known;
    const handle = new DeviceHandle(to, credential, this.#scope, this.cell, this);
    this.devices.set(to.device, handle);
    return handle;
  }

  /**
   * Takes what needs neither the document nor the mailbox: acknowledgements, leave to send and a
   * sign of life of a device that is in memory. An account that rests goes on resting.
   */
  direct(device: DeviceHandle, ask: Ask): 'taken' | 'server.busy' | undefined {
    const { command } = ask;
    if (command.type !== 'acknowledge' && command.type !== 'permit' && command.type !== 'check') {
      return undefined;
    }
    if (command.credential !== undefined && command.credential !== device.credential)
      return undefined;
    if (command.type === 'acknowledge') {
      return device.cell.post({ type: 'ask', ask }) ? 'taken' : 'server.busy';
    }
    if (command.type === 'permit') this.authority.grant(command);
    else if (!device.isAttached(command)) return undefined;
    ask.answer(ok(null));
    return 'taken';
  }

  /** Stops the device's actor, and takes its authority from all workers. */
  evict(device: DeviceId, credential: string, code: ErrorCode): void {
    const handle = this.devices.get(device);
    const socketAt = handle?.attachment?.connection.member;
    if (handle) {
      handle.cell.stop(code);
      this.forget(handle);
    }
    this.authority.evict({ device, credential, code }, socketAt);
  }

  /** Takes their authority from all devices but those of the document. */
  evictStrangers(account: Account | undefined): void {
    const code = account ? 'device.replaced' : 'account.deleted';
    const known = new Set(account?.devices.map((one) => one.credential.salt));
    for (const { address, credential } of [...this.devices.values()]) {
      if (!known.has(credential)) this.evict(address.device, credential, code);
    }
    this.authority.keepOnly(known, code);
  }

  get authority(): Authority {
    return (this.#authority ??= new Authority(this.#scope, this, this.isNew));
  }

  /** Closes all connections: nothing will supply them any more. They come back by themselves. */
  closeAll(): void {
    for (const handle of this.devices.values()) this.#closeConnection(handle, 'server.unavailable');
    this.devices.clear();
  }

  /** Stops device actors that nothing needs; those of idle connections sleep. */
  sweepDevices(idleMs: number): void {
    for (const handle of [...this.devices.values()]) {
      if (handle.cell.idleMs() < idleMs) continue;
      if (!handle.isIdle) {
        handle.cell.sleep();
        continue;
      }
      handle.cell.stop('server.unavailable');
      this.forget(handle);
    }
  }

  /** Lets the document of an account that only keeps connections leave memory; its actor sleeps. */
  rest(idleMs: number): void {
    if (this.isResting) return this.cell.sleep();
    if (!this.#workHasEnded || !this.cell.isQuiet) return;
    if (this.cell.idleMs() >= idleMs) this.cell.tell('rest');
  }

  /** True when nothing would be missed if the actor left memory. */
  get isIdle(): boolean {
    return this.devices.size === 0 && this.#workHasEnded && this.cell.isQuiet;
  }

  get #workHasEnded(): boolean {
    const ended = (this.#pipeline?.isIdle ?? true) && (this.#contacts?.isIdle ?? true);
    return ended && (this.#remains?.isIdle ?? true) && (this.#authority?.isIdle ?? true);
  }

  #closeConnection({ address, attachment }: DeviceHandle, code: ErrorCode): void {
    if (!attachment) return;
    this.#scope.services.delivery.send(attachment.connection, {
      type: 'close',
      device: address,
      code,
    });
  }

  /** The device's actor has stopped. */
  forget(handle: DeviceHandle): void {
    const { device } = handle.address;
    if (this.devices.get(device) === handle) this.devices.delete(device);
  }

  async recordContact(from: AccountId): Promise<boolean> {
    try {
      const { relations } = this.#scope.services;
      await changeRelation(relations, [from, this.id], (relation) => written(relation, from));
      return true;
    } catch (error) {
      if (!(error instanceof Unreachable)) this.cell.crash(error);
      return false;
    }
  }
}
