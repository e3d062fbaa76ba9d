// Presence: who of the friends that a program watches is there, and what they publish. It is mutual
// and off by default: only a profile that shows itself sees others, and a friend who does not show
// itself cannot be told from one who is not there. Nothing of it is kept but the switch, which is
// the account's.

import type { AccountId, Presence as Told, Signal } from '#protocol';
import { parseAccountId, parseDeviceId, presenceTopic } from '#protocol';
import { own } from './bytes.ts';
import type { ClientContext } from './clientContext.ts';
import { ClientError } from './clientError.ts';
import { reached } from './transport/network.ts';
import type { TopicAsk } from './transport/transport.ts';

type PresenceContext = Pick<
  ClientContext,
  'account' | 'transport' | 'events' | 'chores' | 'store' | 'record'
>;

/** Which friends are there. */
export class Presence {
  readonly #context: PresenceContext;
  readonly #topic: string;
  readonly #watched = new Set<AccountId>();
  /** Devices that show themselves, of those who have any. */
  readonly #here = new Map<AccountId, readonly number[]>();
  /** The connection's own topic, which comes first. */
  #showing: Promise<void> | undefined;

  constructor(context: PresenceContext) {
    this.#context = context;
    this.#topic = presenceTopic(context.account);
  }

  /** Whether the account's devices show themselves to friends while they are connected. */
  get isShown(): boolean {
    return this.#context.store.record.settings().presence;
  }

  /**
   * Shows the account's devices to friends who show themselves, from now on and on each connection.
   * Without a connection it begins with the next.
   * Refuses: what the server says.
   */
  async show(): Promise<void> {
    this.#switch(true);
    if (this.#context.transport.connected) await this.#begin();
  }

  /** Shows them no more, and hears nobody. Resolves when the server has it, if it is connected. */
  async hide(): Promise<void> {
    this.#switch(false);
    await this.#end();
  }

  /** Does what the switch says now, where that is not done yet. */
  async switched(): Promise<void> {
    if (!this.#context.transport.connected) return;
    const isBegun = this.#showing !== undefined;
    if (this.isShown && !isBegun) this.connected();
    if (!this.isShown && isBegun) await this.#end();
  }

  #switch(presence: boolean): void {
    const { store, record } = this.#context;
    record.put({ type: 'settings', ...store.record.settings(), presence });
  }

  async #end(): Promise<void> {
    const { transport } = this.#context;
    this.disconnected();
    if (!transport.connected) return;
    await this.#ask({ type: 'unsubscribe', topic: this.#topic }).catch((error: unknown) => {
      // Its connection's end hides it for certain.
      if (codeOf(error) === 'server.unreachable') transport.restart();
      else throw error;
    });
  }

  /**
   * Hears a friend (events `presence` and `signal`) until `unwatch`, over all connections.
   * Refuses: account.unreadable, presence.off while this device is not shown itself,
   * server.unreachable, relation.required, what the server says.
   */
  async watch(account: string): Promise<void> {
    const friend = accountOf(account);
    this.#mustBeShown();
    const isNew = !this.#watched.has(friend);
    this.#watched.add(friend);
    try {
      await this.#hear(friend);
    } catch (error) {
      if (isNew) this.#watched.delete(friend);
      throw error;
    }
  }

  /** Hears it no more. Refuses: account.unreadable, server.unreachable, what the server says. */
  async unwatch(account: string): Promise<void> {
    const friend = accountOf(account);
    this.#watched.delete(friend);
    this.#here.delete(friend);
    await this.#ask({ type: 'unsubscribe', topic: presenceTopic(friend) });
  }

  /** Whether a watched friend is there; false where it does not show itself. */
  isHere(account: string): boolean {
    return this.#here.has(accountOf(account));
  }

  /**
   * Tells friends who listen just now; resolves when the server, which can read it, has handed it
   * on.
   * Refuses: presence.off, server.unreachable, message.too_large, rate.limited, what the server
   * says.
   */
  async publish(payload: Uint8Array): Promise<void> {
    this.#mustBeShown();
    await this.#showing;
    await this.#ask({ type: 'publish', topic: this.#topic, payload: own(payload) });
  }

  /** A server's word is taken only for who is watched. */
  signal({ topic, account, device, payload }: Signal): void {
    const [from, of] = [parseAccountId(account), parseDeviceId(device)];
    if (!from || of === undefined || !this.#watched.has(from)) return;
    if (topic !== presenceTopic(from)) return;
    this.#context.events.emit('signal', { account: from, device: of, payload });
  }

  /** Who of a friend is there, as the server says. */
  told({ account, devices }: Told): void {
    const from = parseAccountId(account);
    if (!from || !this.#watched.has(from)) return;
    this.#learn(
      from,
      devices.filter((one) => parseDeviceId(one) !== undefined),
    );
  }

  /** A new connection shows nothing and hears nobody yet. */
  connected(): void {
    if (!this.isShown) return;
    const { chores } = this.#context;
    chores.run(() => this.#begin());
    for (const friend of this.#watched) chores.run(() => this.#hear(friend));
  }

  /** Nobody is known to be there. */
  disconnected(): void {
    this.#showing = undefined;
    for (const account of [...this.#here.keys()]) this.#learn(account, []);
  }

  #begin(): Promise<void> {
    this.#showing = this.#ask({ type: 'subscribe', topic: this.#topic });
    return this.#showing;
  }

  async #hear(friend: AccountId): Promise<void> {
    await this.#showing;
    if (this.#watched.has(friend)) {
      await this.#ask({ type: 'subscribe', topic: presenceTopic(friend) });
    }
  }

  #learn(account: AccountId, devices: readonly number[]): void {
    const known = this.#here.get(account) ?? [];
    if (known.length === devices.length && known.every((one, at) => one === devices[at])) return;
    if (devices.length > 0) this.#here.set(account, devices);
    else this.#here.delete(account);
    this.#context.events.emit('presence', { account, devices });
  }

  #mustBeShown(): void {
    if (this.isShown) return;
    const message = 'Presence is off: whoever sees others shows itself (presence.show()).';
    throw new ClientError('presence.off', message);
  }

  async #ask(ask: TopicAsk): Promise<void> {
    const { refusal } = await reached(() => this.#context.transport.topic(ask));
    if (!refusal) return;
    const { code, detail, retryAfterMs } = refusal;
    throw new ClientError(code, `It was refused: ${detail ?? code}`, { retryAfterMs });
  }
}

const codeOf = (error: unknown) => (error instanceof ClientError ? error.code : undefined);

function accountOf(text: string): AccountId {
  const account = parseAccountId(text);
  if (account) return account;
  throw new ClientError('account.unreadable', 'That is no account id.');
}
