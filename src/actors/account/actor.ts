// The actor of one account: loads its document once, decides about commands in turn and runs the
// effects, of which those that are waited for hold up the mailbox; and its handle, with what a
// restart must not forget and parts that are made when they are needed.

import type { AccountId, DeviceId, ErrorCode } from '#protocol';
import { refuse } from '#protocol';
import { noteSecurity } from '#runtime';
import type { Ask } from '../ask.ts';
import { DeviceHandle } from '../device/actor.ts';
import { handOnEffects } from '../device/commands.ts';
import type { EffectOf, Ended } from '../effects.ts';
import { answerEffects, runEffects } from '../effects.ts';
import type { Home, Taken } from '../entity.ts';
import { EntityHandle } from '../entity.ts';
import type { Cell } from '../kernel/index.ts';
import type { QueueAddress } from '../ports.ts';
import { Unreachable } from '../ports.ts';
import { changeRelation } from '../relations/change.ts';
import { dayOf, written } from '../relations/decide.ts';
import type { Account } from './account.ts';
import { deviceOf } from './account.ts';
import { Authority } from './authority.ts';
import { Contacts } from './contacts.ts';
import type { AccountDefinition, AccountState } from './decision.ts';
import { refused } from '../command.ts';
import { hasSession, unvouched } from './decision.ts';
import { Document, documentEffects } from './document.ts';
import { exportEffects } from './export.ts';
import { keyEffects } from './keys.ts';
import { lockEffects } from './lock.ts';
import { membershipEffects } from './membership.ts';
import { numberEffects, tellPending } from './numberChange.ts';
import { Pipeline } from './pipeline.ts';
import { profileEffects } from './profile.ts';
import { Remains } from './remains.ts';
import { securityEffects } from './security.ts';
import { rousingEffects } from './rousing.ts';
import { sendingEffects } from './sending.ts';
import { SharedPermits } from './sharedPermits.ts';

const effects = {
  ...answerEffects,
  ...documentEffects,
  ...exportEffects,
  ...keyEffects,
  ...lockEffects,
  ...membershipEffects,
  ...numberEffects,
  ...profileEffects,
  ...securityEffects,
  ...rousingEffects,
  ...sendingEffects,
  ...handOnEffects,
};

/** A command of an account, whichever: its decision may ask for all of these. */
type AnyAccountCommand = AccountDefinition<
  string,
  object,
  unknown,
  EffectOf<typeof effects>,
  AccountHandle
>;

/**
 * `rest`: nothing was asked for long; the document leaves memory until the next command. `tell`:
 * a device is here that has not been told of another number. `cleared`: nothing is left of earlier
 * lives.
 */
type AccountNote = 'hydrate' | 'rest' | 'tell' | 'cleared';

type AccountAsk = Ask<AnyAccountCommand>;
type AccountMessage = AccountAsk | AccountNote;

export class AccountHandle extends EntityHandle<AccountAsk, AccountId, AccountNote> {
  readonly document: Document;
  readonly devices = new Map<DeviceId, DeviceHandle>();
  #pipeline: Pipeline | undefined;
  #sharedPermits: SharedPermits | undefined;
  #contacts: Contacts | undefined;
  #remains: Remains | undefined;
  #authority: Authority | undefined;

  constructor(id: AccountId, home: Home) {
    super(id, home);
    this.document = new Document(this);
  }

  override start(self: Cell<AccountMessage>): this {
    this.document.forget();
    self.tell('hydrate');
    return this;
  }

  get pipeline(): Pipeline {
    return (this.#pipeline ??= new Pipeline(this));
  }

  get sharedPermits(): SharedPermits {
    return (this.#sharedPermits ??= new SharedPermits(this.scope.services.clock));
  }

  get contacts(): Contacts {
    return (this.#contacts ??= new Contacts(this));
  }

  get remains(): Remains {
    return (this.#remains ??= new Remains(this.scope.services, this));
  }

  /** Resolves when everything has ended that was begun and is not waited for. */
  settle(): Promise<unknown> | undefined {
    const [work, notes] = [this.#pipeline?.settle(), this.#contacts?.settle()];
    return work && notes ? Promise.all([work, notes]) : (work ?? notes);
  }

  cleared(): void {
    if (!this.isStopped) this.cell.tell('cleared');
  }

  /** The device's actor, where there is one and it serves this very queue. */
  deviceOf(to: QueueAddress): DeviceHandle | undefined {
    const handle = this.devices.get(to.device);
    return handle?.queue.generation === to.generation ? handle : undefined;
  }

  /** The device's actor, which is started if need be. */
  device(to: QueueAddress, credential: string): DeviceHandle {
    const known = this.deviceOf(to);
    if (known && !known.isStopped) return known;
    const handle = new DeviceHandle(to, credential, this);
    this.devices.set(to.device, handle);
    return handle;
  }

  override direct(ask: AccountAsk): Taken {
    return ask.definition.direct?.(this, ask.command, ask);
  }

  /** False where it is known that nothing wakes the device. */
  isWoken(id: DeviceId): boolean {
    const account = this.document.state?.account;
    return !account || deviceOf(account, id)?.push !== undefined;
  }

  /** The device's actor, where it is in memory and has that credential, if any is named. */
  present(device: DeviceId, credential: string | undefined): DeviceHandle | undefined {
    const handle = this.devices.get(device);
    if (!handle || handle.isStopped) return undefined;
    return credential === undefined || credential === handle.credential ? handle : undefined;
  }

  /** Stops the device's actor, and takes its authority from all workers. */
  evict(device: DeviceId, credential: string, code: ErrorCode, evictions?: number): void {
    const kind = code === 'device.replaced' ? 'device_replaced' : 'device_evicted';
    if (code !== 'account.deleted') noteSecurity(kind);
    const handle = this.devices.get(device);
    const socketAt = handle?.attachment?.connection.member;
    if (handle) {
      handle.cell.stop(code);
      this.forget(handle);
    }
    this.authority.evict({ device, credential, code, evictions }, socketAt);
  }

  /** How often its devices were sent away. */
  get evictions(): number {
    return this.document.state?.account?.evictions ?? 0;
  }

  /** Closes the device's socket where it was opened with a token of the session. */
  evictSession(device: DeviceId, session: string): void {
    if (this.authority.isEvicting(session)) return;
    const socketAt = this.devices.get(device)?.attachment?.connection.member;
    const code = 'auth.session_ended';
    this.authority.evict({ device, credential: session, code }, socketAt);
  }

  /** Takes their authority from all devices and sessions but those of the document. */
  evictStrangers(account: Account | undefined): void {
    const code = account ? 'device.replaced' : 'account.deleted';
    const known = new Set(account?.devices.map((one) => one.credential.salt));
    for (const { address, credential, attachment } of [...this.devices.values()]) {
      const session = attachment?.session;
      if (!known.has(credential)) this.evict(address.device, credential, code);
      else if (account && session !== undefined && !hasSession(account, session)) {
        this.evictSession(address.device, session);
      }
    }
    this.authority.keepOnly(known, code);
  }

  get authority(): Authority {
    return (this.#authority ??= new Authority(this.scope, this, this.document.isNew));
  }

  /** Closes all connections: nothing will supply them any more. They come back by themselves. */
  override abandon(): void {
    for (const handle of this.devices.values()) handle.closeConnection();
    this.devices.clear();
  }

  override sweep(idleMs: number): boolean {
    for (const handle of [...this.devices.values()]) {
      if (handle.cell.idleMs() < idleMs) continue;
      if (!handle.isIdle) {
        handle.cell.sleep();
        continue;
      }
      handle.cell.stop('server.unavailable');
      this.forget(handle);
    }
    const isQuiet = this.#workHasEnded && this.cell.isQuiet;
    const isLongIdle = this.cell.idleMs() >= idleMs;
    if (this.devices.size === 0 && isQuiet) {
      if (!isLongIdle && !this.document.isVacant) return false;
      this.cell.stop('server.unavailable');
      return true;
    }
    if (this.#hasNewsForSomebody) this.cell.tell('tell');
    // The document of an account that only keeps connections leaves memory, then its actor sleeps.
    if (this.document.isResting) this.cell.sleep();
    else if (isQuiet && isLongIdle) this.cell.tell('rest');
    return false;
  }

  /** Something did not fit into a device's queue, and it is here to make room. */
  get #hasNewsForSomebody(): boolean {
    const news = this.document.state?.account?.numberNews;
    const isHere = (id: number) => this.devices.get(id as DeviceId)?.attachment !== undefined;
    return news?.contents.some(({ deviceId }) => isHere(deviceId)) ?? false;
  }

  get #workHasEnded(): boolean {
    const ended = (this.#pipeline?.isIdle ?? true) && (this.#contacts?.isIdle ?? true);
    const isTidy = (this.#remains?.isIdle ?? true) && (this.#authority?.isIdle ?? true);
    return ended && isTidy && !this.document.isNoting;
  }

  /** The device's actor has stopped. */
  forget(handle: DeviceHandle): void {
    const { device } = handle.address;
    if (this.devices.get(device) === handle) this.devices.delete(device);
  }

  get today(): number {
    return dayOf(this.scope.services.clock.now());
  }

  async recordContact(from: AccountId): Promise<boolean> {
    try {
      const { services } = this.scope;
      await changeRelation(services, [from, this.id], (relation) =>
        written(relation, from, this.today),
      );
      return true;
    } catch (error) {
      if (!(error instanceof Unreachable)) this.cell.crash(error);
      return false;
    }
  }

  override receive(message: AccountMessage): void | Promise<void> {
    const { document } = this;
    if (message === 'hydrate') return this.#load().then(() => undefined);
    if (message === 'rest') return this.#rest();
    if (message === 'tell') return this.#tellPending().then(() => undefined);
    if (message === 'cleared') return document.strike();
    return super.receive(message);
  }

  decide(ask: AccountAsk): void | Promise<void> {
    const { state } = this.document;
    return state ? this.#decide(ask, state) : this.#loadFor(ask);
  }

  async #loadFor(ask: AccountAsk): Promise<void> {
    const { document } = this;
    const code = await this.#load();
    if (code || !document.state) return ask.answer(refuse(code ?? 'server.unavailable'));
    return this.#decide(ask, document.state);
  }

  /** Loads the document, and tells what whoever wrote it has not come to tell. */
  async #load(): Promise<Ended> {
    const code = await this.document.load();
    if (code) return code;
    return this.#tellPending();
  }

  async #tellPending(): Promise<Ended> {
    const telling = tellPending(this);
    if (!telling) return undefined;
    try {
      await telling;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.document.forget();
      return 'server.unavailable';
    }
    return undefined;
  }

  #rest(): void {
    this.document.rest();
    // Whoever writes again is noted again.
    if (this.#contacts?.isIdle) this.#contacts = undefined;
  }

  #decide(ask: AccountAsk, state: AccountState): void | Promise<void> {
    const { definition, command } = ask;
    const { devices, scope } = this;
    const fault = definition.isUnvouched ? undefined : unvouched(state.account, command);
    const isConnected = (id: DeviceId) => devices.get(id)?.attachment !== undefined;
    const decision = fault
      ? refused(state, fault)
      : definition.decide(state, command, scope.services.clock.now(), isConnected);
    const ended = runEffects(effects, this, ask, decision);
    if (ended instanceof Promise) return this.#wait(ask, ended);
    if (ended) ask.answer(refuse(ended));
  }

  /** Waits for the effects. When the store is away, what it holds is unknown: it is asked again. */
  async #wait(ask: AccountAsk, pending: Promise<Ended>): Promise<void> {
    try {
      const ended = await pending;
      if (ended) ask.answer(refuse(ended));
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.document.forget();
      ask.answer(refuse('server.unavailable'));
    }
  }
}
