// One device of one account, as a program sees it.

import { parseAccountId, parseGroupId } from '#protocol';
import type { AccountId, Notice } from '#protocol';
import type { Calls } from './calls/calls.ts';
import { Chores } from './chores.ts';
import type { ClientContext } from './clientContext.ts';
import { composeParts, partsConnected, stopParts } from './clientParts.ts';
import type { ClientParts } from './clientParts.ts';
import { ClientError, closed } from './clientError.ts';
import type { ClientClock } from './clock.ts';
import { systemClock } from './clock.ts';
import { finalError, nextConnection } from './connecting.ts';
import type { Contacts } from './contacts/contacts.ts';
import type { Conversation } from './conversation/conversation.ts';
import type { ConversationView, HistoryEntry } from './conversation/conversations.ts';
import type { SearchOptions } from './conversation/searching.ts';
import type { Message } from './conversation/view.ts';
import type { Devices } from './devices/devices.ts';
import type { Joining } from './devices/joining.ts';
import { join } from './devices/joining.ts';
import { Events } from './events.ts';
import type { ClientEvents, ConnectionState, ReceivedMessage, SentMessage } from './events.ts';
import type { Friend, Friendship } from './friends.ts';
import type { Groups } from './groups/groups.ts';
import { Lock } from './lock.ts';
import { Login } from './login/login.ts';
import { networkOf } from './options.ts';
import type { ClientOptions, LockedOptions, ProfileStore, RegisterOptions } from './options.ts';
import { OwnAccount } from './ownAccount.ts';
import { otherAccount } from './otherAccount.ts';
import type { Presence } from './presence.ts';
import type { Privacy } from './privacy.ts';
import type { Profiles } from './profiles/profiles.ts';
import { leavingNothing, register, unregister } from './registration.ts';
import type { Proof } from './registration.ts';
import type { SafetyNumber } from './safetyNumber.ts';
import type { Security } from './security.ts';
import * as trust from './sessions/trust.ts';
import type { SessionView } from './store/sessionTable.ts';
import type { ClientStore } from './store/clientStore.ts';
import { storeOf } from './store/nodeStores.ts';
import { Store } from './store/store.ts';
import { codeOf } from './transport/serverWords.ts';
import type { Network, TransportHandlers } from './transport/transport.ts';

/** One device of one account. */
export class AldisClient {
  readonly account: AccountId;
  readonly device: number;
  readonly server: string;
  /** Which friends are there, and whether this device shows itself to them: off by default. */
  readonly presence: Presence;
  /** The account's devices. */
  readonly devices: Devices;
  /** What people say of themselves, and this account of itself. */
  readonly profiles: Profiles;
  /** Who is known, who is blocked, and who asks to be heard. */
  readonly contacts: Contacts;
  /** What a person wants told to others. */
  readonly privacy: Privacy;
  /** What touched the account's security. */
  readonly security: Security;
  /** The name and password by which the account is logged in to. */
  readonly login: Login;
  /** The passphrase of the profile. */
  readonly lock: Lock;
  /** The groups that the account is in. */
  readonly groups: Groups;
  readonly calls: Calls;
  readonly ownAccount: OwnAccount;
  readonly #store: Store;
  readonly #events = new Events();
  readonly #chores = new Chores(this.#events);
  readonly #parts: ClientParts;
  readonly #context: ClientContext;
  #state: ConnectionState = 'idle';
  #finalCode: string | undefined;
  #closing: Promise<void> | undefined;

  private constructor(store: Store, options: ClientOptions) {
    const self = store.profile.finished();
    ({ account: this.account, device: this.device, server: this.server } = self);
    this.#store = store;
    this.lock = new Lock(store);
    const clock = this.#chores.clock(options.clock ?? systemClock);
    const answers = options.challenges ?? {};
    const own = { events: this.#events, chores: this.#chores, answers };
    const beginning = { store, network: networkOf(options), clock, ...own };
    const parts = composeParts(beginning, self);
    this.#parts = parts;
    this.#context = parts.context;
    this.login = new Login(parts.context);
    this.presence = parts.presence;
    this.profiles = parts.context.profiles;
    this.privacy = parts.privacy;
    this.security = parts.security;
    this.groups = parts.groups;
    this.calls = parts.calls;
    this.ownAccount = new OwnAccount(parts.context, parts.devices, parts.keys);
    this.contacts = parts.context.contacts;
    this.devices = parts.devices;
  }

  /**
   * Makes a profile and its account, by an invitation or by a phone number and the code sent to it;
   * or takes over the account of a `login`, whose other devices end.
   * Goes on where one was cut off; a refused one leaves nothing behind. Refuses: profile.exists,
   * profile.in_use, server.unreachable, what the server says.
   */
  static register(options: RegisterOptions & Proof): Promise<AldisClient> {
    const where = storeOf(options.profile);
    return leavingNothing(where, (made) =>
      AldisClient.#make(where, options, (...parts) => register(...parts, options, made)),
    );
  }

  /**
   * Makes a profile and links it to an account, as a further device of it: `onLink` is told the
   * link that the account's primary device is to take. Goes on where an earlier try was cut off.
   * Refuses: as `register`, and link.expired, link.unreadable, device.name.
   */
  static link(options: RegisterOptions & Joining): Promise<AldisClient> {
    return AldisClient.#make(storeOf(options.profile), options, (store, network, clock) =>
      join({ store, network, clock }, options),
    );
  }

  static async #make(
    where: ClientStore,
    options: RegisterOptions,
    work: (store: Store, network: Network, clock: ClientClock) => Promise<void>,
  ): Promise<AldisClient> {
    const store = await Store.openEither(where, options.passphrase);
    try {
      if (store.profile.isRegistered) {
        const message = `${where.name} is registered already; open it instead.`;
        throw new ClientError('profile.exists', message);
      }
      await work(store, networkOf(options), options.clock ?? systemClock);
      return new AldisClient(store, options);
    } catch (error) {
      store.close();
      throw error;
    }
  }

  /**
   * Opens a registered profile. Refuses: profile.missing, profile.in_use, profile.unregistered,
   * profile.locked.
   */
  static open(profile: ProfileStore, options: Omit<ClientOptions, 'profile'> = {}): AldisClient {
    return AldisClient.#from(new Store(profile, 'existing'), { ...options, profile });
  }

  /**
   * Opens one that is locked. Refuses: as `open`, and profile.passphrase, profile.not_locked,
   * passphrase.length, argument.invalid, argon2.missing.
   */
  static async openLocked(
    profile: ProfileStore,
    options: Omit<LockedOptions, 'profile'>,
  ): Promise<AldisClient> {
    const store = await Store.openLocked(profile, 'existing', options.passphrase);
    return AldisClient.#from(store, { ...options, profile });
  }

  static #from(store: Store, options: ClientOptions): AldisClient {
    try {
      return new AldisClient(store, options);
    } catch (error) {
      store.close();
      throw error;
    }
  }

  /**
   * Connects and stays connected until `close`; resolves at the first connection.
   * Refuses: server.unreachable when there is none in 30 s, consent.required (it goes on trying),
   * what the server says for good.
   */
  async connect(): Promise<void> {
    await this.#open();
  }

  /**
   * Tries now, where the client waits for its next try or has given up; resolves and refuses as
   * `connect`.
   */
  async reconnect(): Promise<void> {
    await this.#open('now');
  }

  /**
   * Reads and acknowledges all that waits, without a connection; texts are told as with one.
   * Resolves with how many envelopes there were. Refuses: server.unreachable, what the server says.
   */
  async fetch(): Promise<number> {
    if (this.#closing) throw closed();
    return this.#parts.fetching.fetch();
  }

  /** The account's phone number identity. */
  get pni(): string {
    return this.#store.profile.pni;
  }

  /** The account's phone number, where it has one. */
  get number(): string | undefined {
    return this.#store.profile.number;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The worker that holds the connection, while there is one. */
  get member(): string | undefined {
    return this.#context.transport.member;
  }

  /**
   * Listens; returns what takes the listener away. Texts that arrived before are told to the
   * first.
   */
  on<Name extends keyof ClientEvents>(
    name: Name,
    listener: (event: ClientEvents[Name]) => void,
  ): () => void {
    const off = this.#events.on(name, listener);
    if (name === 'message') this.#chores.next(() => this.#parts.conversations.show());
    return off;
  }

  /** What one says and does with an account or in a group. Refuses: account.unreadable. */
  conversation(id: string): Conversation {
    return this.#parts.conversations.with(parseGroupId(id) ?? this.#other(id));
  }

  /** All that anything was said in, the one that was last spoken in first. */
  conversations(): ConversationView[] {
    return this.#parts.conversations.list();
  }

  /** `conversation(to).send(text)`. Refuses: account.unreadable, and as that does. */
  async send(to: string, text: string): Promise<SentMessage> {
    return this.conversation(to).send(text);
  }

  /** Texts stored here that no `message` listener has taken, oldest first. */
  inbox(limit = 100): ReceivedMessage[] {
    return this.#parts.conversations.inbox(limit);
  }

  /** Says that the program has shown a text it took from `inbox`. */
  markShown(message: Pick<ReceivedMessage, 'id'>): void {
    this.#parts.conversations.markShown(message.id);
  }

  /** The latest texts of both sides, oldest first. */
  history(account: string, limit = 50): HistoryEntry[] {
    return this.#parts.conversations.history(parseGroupId(account) ?? this.#other(account), limit);
  }

  /** A message by its `id`, in whichever conversation it is. */
  message(id: number): Message | undefined {
    return this.#parts.conversations.message(id);
  }

  /**
   * Messages of this profile whose newest text holds all of the words, the newest first. Capitals
   * do not count, accents do.
   * Refuses: text.empty, text.too_long, account.unreadable, argument.invalid.
   */
  search(text: string, options: SearchOptions = {}): Message[] {
    return this.#parts.conversations.search(text, options);
  }

  /** Looks after the published keys now, instead of soon; resolves when that is done. */
  publishKeys(): Promise<void> {
    return this.#parts.keys.look();
  }

  /** Sends that wait for the server. */
  get waiting(): number {
    return this.#store.outbox.waiting() + this.#store.groupOutbox.waiting();
  }

  /** Asks for friendship, or accepts when the other had asked. */
  friend(account: string): Promise<Friendship> {
    return this.#parts.friends.ask(this.#other(account));
  }

  /** Friends, and who is to be one. */
  friends(): Promise<Friend[]> {
    return this.#parts.friends.list();
  }

  /** Ends a friendship, or what was asked. */
  unfriend(account: string): Promise<void> {
    return this.#parts.friends.remove(this.#other(account));
  }

  /**
   * The safety number with an account: the new one where its identity changed. Its identity key
   * is fetched where it is not known yet.
   */
  async safetyNumber(account: string): Promise<SafetyNumber> {
    return trust.safetyNumber(this.#context, this.#other(account));
  }

  /**
   * What is known of an account's identity; `undefined` before the first contact. `blocked`: it
   * changed, and everything for the account waits for `acceptIdentity`.
   */
  identity(account: string): trust.IdentityView | undefined {
    return trust.known(this.#context, this.#other(account));
  }

  /**
   * Notes that the safety number was compared: the digits, or the bytes of the other's QR code.
   * Refuses: identity.mismatch where the account's key is not the one that was compared;
   * identity.changed, identity.unknown.
   */
  verify(account: string, compared: trust.Compared): void {
    trust.verify(this.#context, this.#other(account), compared);
  }

  /**
   * Decides for the identity that was compared, the new one or the old one; then what waits goes
   * out, and texts that came under that key are told. It is not verified by that.
   * Refuses: identity.mismatch, identity.unknown.
   */
  async acceptIdentity(account: string, compared: trust.Compared): Promise<void> {
    const other = this.#other(account);
    await trust.accept(this.#context, other, compared);
    if (this.#closing) return;
    this.#parts.receiver.openHeld();
    this.#parts.sender.wake(other);
  }

  /** Sessions with others' devices and where each stands in its life. */
  sessions(): SessionView[] {
    return this.#store.sessions.all();
  }

  /** Deletes the account and all that waits for it at the server; for its first device alone. */
  deleteAccount(): Promise<void> {
    return unregister(this.#context.http);
  }

  /** Ends everything; what waits in the outbox goes out after the next `open`. */
  close(): Promise<void> {
    return (this.#closing ??= stopParts(this.#parts));
  }

  async #open(how?: 'now'): Promise<void> {
    if (this.#closing) throw closed();
    if (this.#finalCode !== undefined) throw finalError(this.#finalCode, this.server);
    const isThere = this.#state === 'connected';
    const first = isThere || nextConnection(this.#events, this.#context.clock, this.server);
    trust.tellPending(this.#context);
    const handlers: TransportHandlers = {
      state: (state, more) => this.#onState(state, more),
      deliver: (envelopes) => this.#parts.receiver.deliver(envelopes),
      queueEmpty: () =>
        this.#parts.receiver.afterAll(() => this.#drained(), this.devices.drained()),
      notice: (notice) => this.#notice(notice),
      security: (events) => this.security.heard(events),
      signal: (signal) => this.presence.signal(signal),
      presence: (told) => this.presence.told(told),
    };
    this.#context.transport.open(handlers, how);
    await first;
  }

  #onState(state: ConnectionState, more: { code?: string; retryInMs?: number } = {}): void {
    this.#state = state;
    if (state === 'closed' && more.code !== 'server.unreachable') this.#finalCode = more.code;
    if (state !== 'connected') this.presence.disconnected();
    else if (!this.#closing) partsConnected(this.#parts);
    this.#events.emit('state', { state, ...more });
  }

  #notice({ kind, account }: Notice): void {
    const [known, other] = [codeOf(kind), parseAccountId(account)];
    if (this.contacts.isBlocked(account)) return;
    if (known?.startsWith('device')) this.#chores.run(() => this.devices.changed(known));
    if (known && other) this.#events.emit('notice', { kind: known, account: other });
  }

  #drained(): void {
    this.#chores.run(() => this.groups.drained());
    this.#events.emit('queueEmpty', null);
  }

  #other(text: string): AccountId {
    return otherAccount(this.account, text);
  }
}
