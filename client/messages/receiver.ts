// Takes what is delivered, one envelope after the other: read, store, acknowledge, tell. The
// ratchet's turn and what it brought are one transaction, and only then does the server hear that
// it may forget.

import { EnvelopeType, decodeEnvelope, encodeEnvelope } from '#protocol';
import type { Content } from '#protocol';
import { own } from '../bytes.ts';
import type { Calls } from '../calls/calls.ts';
import type { ClientContext } from '../clientContext.ts';
import type { Devices } from '../devices/devices.ts';
import { Sources } from '../devices/sources.ts';
import type { RejectReason } from '../events.ts';
import type { Named } from '../groups/groupHearing.ts';
import type { GroupParts } from '../groups/groupParts.ts';
import { suspect } from '../sessions/trust.ts';
import { unseal } from '../sealed/opening.ts';
import type { Unsealed } from '../sealed/opening.ts';
import { ReplayedFirstMessage } from '../sessions/unitOfWork.ts';
import type { UnitOfWork } from '../sessions/unitOfWork.ts';
import { Acknowledger } from './acknowledger.ts';
import { Keeping } from './keeping.ts';
import { Mending } from './mending.ts';
import type { RemoteDevice } from '../remoteDevice.ts';
import { addressOf, isEncrypted, open, readEnvelope, readReport } from './opening.ts';
import type { Addressed } from './opening.ts';
import type { Receipts } from './receipts.ts';
import type { Sender } from './sender.ts';

/** What comes waits no longer than this for what has to be known before. */
const waitMaxMs = 3_000;

export interface KeyWatch {
  /** A first message took one of our keys. */
  keyUsed(): void;
  /** The server hands out keys that this profile does not hold. */
  keysDoubted(): Promise<void>;
}

export class Receiver {
  readonly #context: ClientContext;
  readonly #sender: Sender;
  readonly #keeping: Keeping;
  readonly #keys: KeyWatch;
  readonly #devices: Devices;
  readonly #sources: Sources;
  readonly #mending: Mending;
  readonly #groups: GroupParts;
  readonly #acknowledger: Acknowledger;
  #chain: Promise<void> = Promise.resolve();
  #connection = 0;
  #stopped = false;

  constructor(
    context: ClientContext,
    sender: Sender,
    receipts: Receipts,
    keys: KeyWatch,
    devices: Devices,
    groups: GroupParts,
    calls: Calls,
  ) {
    this.#context = context;
    this.#sender = sender;
    this.#devices = devices;
    this.#sources = new Sources(context, devices);
    this.#keeping = new Keeping({ context, receipts, groups, calls });
    this.#keys = keys;
    this.#groups = groups;
    this.#mending = new Mending(context, groups.resends);
    this.#acknowledger = new Acknowledger(context);
  }

  /** A new connection: what the old one brought and nobody acknowledged comes again. */
  connected(): void {
    this.#connection += 1;
    this.#acknowledger.forget();
  }

  /** What is delivered from now on is worked off after this, or after a while. */
  waitFor(work: Promise<void>): void {
    this.#chain = this.#chain.then(() => this.#awaitFor(work));
  }

  /** Order: batches are worked off as they came. */
  deliver(batch: readonly Uint8Array[]): void {
    const connection = this.#connection;
    this.#chain = this.#chain.then(() => this.#work(batch, connection));
  }

  /**
   * Works off what was fetched without a connection; resolves with the guids of what is done with.
   * Throws what a store threw: what is not done with comes again.
   */
  workOff(batch: readonly Uint8Array[]): Promise<Uint8Array[]> {
    const done: Uint8Array[] = [];
    const work = this.#chain.then(() => this.#each(batch, done, () => this.#stopped));
    this.#chain = work.catch(() => undefined);
    return work.then(() => done);
  }

  /** Opens the first messages that waited for a decision about their identity key. */
  openHeld(): void {
    this.#chain = this.#chain.then(async () => {
      try {
        for (const bytes of this.#context.store.held.decided()) {
          if (this.#stopped) return;
          await this.#held(bytes);
        }
      } catch (error) {
        // They stay, and the next connection tries again.
        this.#context.chores.failed(error);
      }
    });
  }

  /**
   * Runs when everything delivered so far is done with; `whole` before it, where all of that was
   * worked off.
   */
  afterAll(run: () => void, whole: () => void): void {
    const connection = this.#connection;
    this.#chain = this.#chain.then(() => {
      if (!this.#stopped && connection === this.#connection) this.#context.chores.run(whole);
      this.#context.chores.run(run);
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#acknowledger.forget();
    await this.#chain;
  }

  async #awaitFor(work: Promise<void>): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const wait = this.#context.clock.after(waitMaxMs, resolve);
    await Promise.race([work.catch(() => undefined), late]);
    wait.cancel();
  }

  async #work(batch: readonly Uint8Array[], connection: number): Promise<void> {
    const done: Uint8Array[] = [];
    try {
      await this.#each(batch, done, () => this.#stopped || connection !== this.#connection);
    } catch (error) {
      // The store failed, not the message: nothing is acknowledged, and it is delivered again.
      if (!this.#stopped) {
        this.#connection += 1;
        this.#context.chores.failed(error);
        this.#context.transport.restart();
      }
    } finally {
      if (!this.#stopped && done.length > 0) this.#acknowledger.add(done);
    }
  }

  /** Adds the guids of those that are done with, until it is over. */
  async #each(batch: readonly Uint8Array[], done: Uint8Array[], isOver: () => boolean) {
    for (const bytes of batch) {
      const settling = this.#devices.settling;
      if (settling) await settling;
      if (isOver()) return;
      const guid = await this.#one(bytes);
      if (guid) done.push(guid);
    }
  }

  /** Returns the guid of an envelope that is done with. */
  async #one(bytes: Uint8Array): Promise<Uint8Array | undefined> {
    const outer = readEnvelope(bytes);
    if (!outer) {
      this.#context.events.emit('rejected', { reason: 'content' });
      return undefined;
    }
    const guid = own(outer.serverGuid);
    const { store } = this.#context;
    if (store.arrivals.wasSeen(guid)) return guid;
    const envelope = await unseal(this.#context, outer);
    if (typeof envelope === 'string') {
      this.#reject(guid, envelope);
      return guid;
    }
    const addressed = addressOf(this.#context, envelope);
    const token = outer.sourceServiceId && outer.reportSpamToken;
    if (token && typeof addressed === 'object') {
      const { account } = addressed.from;
      store.reports.heard(account, { guid, token: own(token) }, this.#context.clock.now());
    }
    if (typeof addressed === 'string') this.#reject(guid, addressed);
    else if (envelope.isForeign) this.#unreadable(envelope, guid, addressed.from, false)();
    else if (envelope.type === EnvelopeType.plaintextContent) {
      await this.#report(envelope, guid, addressed.from);
    } else if (isEncrypted(envelope)) await this.#message(envelope, guid, addressed);
    else this.#reject(guid, 'type');
    return guid;
  }

  async #held(bytes: Uint8Array): Promise<void> {
    const envelope = decodeEnvelope(bytes);
    const guid = own(envelope.serverGuid);
    const addressed = addressOf(this.#context, envelope);
    if (typeof addressed === 'string') this.#reject(guid, addressed);
    else await this.#message(envelope, guid, addressed);
  }

  async #message(envelope: Unsealed, guid: Uint8Array, addressed: Addressed): Promise<void> {
    let isAsked = false;
    for (;;) {
      const ended = await this.#turn(envelope, guid, addressed, isAsked);
      if (typeof ended === 'function') {
        ended();
        return;
      }
      if (ended !== 'source') {
        await this.#groups.hearing.fetch(ended);
        isAsked = true;
      } else if (!(await this.#sources.ask(addressed.from))) {
        this.#reject(guid, 'source');
        return;
      }
    }
  }

  /**
   * Returns what is to be told; `source` where no list that was seen names the device, and the
   * group that is to be read first, unless it was.
   */
  #turn(
    envelope: Unsealed,
    guid: Uint8Array,
    addressed: Addressed,
    isAsked: boolean,
  ): Promise<(() => void) | 'source' | Named> {
    const { ratchets } = this.#context;
    return ratchets.run(addressed.from.account, async () => {
      const opened = await open(this.#context, envelope, addressed);
      switch (opened.outcome) {
        case 'read':
          if (!this.#sources.isNamed(addressed.from)) return 'source';
          return (
            (isAsked ? undefined : this.#groups.hearing.unread(opened.content)) ??
            this.#store(envelope, guid, addressed.from, opened.content, opened.unit)
          );
        case 'rejected':
          return () => this.#reject(guid, opened.reason);
        case 'foreign':
          return this.#hold(envelope, guid, addressed.from, opened.identityKey);
        case 'duplicate':
          return this.#duplicate(envelope, guid, addressed.from);
        case 'unreadable':
          return this.#unreadable(envelope, guid, addressed.from, opened.missingKey);
      }
    });
  }

  /** Commits the turn with its content; returns what is to be told afterwards. */
  #store(
    envelope: Unsealed,
    guid: Uint8Array,
    from: RemoteDevice,
    content: Content,
    unit: UnitOfWork,
  ): () => void {
    const { store, profiles, contacts } = this.#context;
    let tell = () => {};
    try {
      unit.commit({ state: 'active', reason: 'received' }, () => {
        for (const [device, id] of unit.registrations) {
          store.sessions.saveDevice(from.account, device, id);
        }
        profiles.heard(from.account, content);
        contacts.heard(from.account, content);
        tell = this.#keeping.keep(content, from, envelope);
        this.#settle(guid, unit.now);
      });
    } catch (error) {
      if (!(error instanceof ReplayedFirstMessage)) throw error;
      return () => this.#reject(guid, 'replayed');
    }
    // Under another PNI there are no one-time keys yet.
    const keyTaken = envelope.type === EnvelopeType.preKeyMessage || content.type === 'syncNumber';
    return () => {
      if (keyTaken) this.#keys.keyUsed();
      tell();
    };
  }

  /**
   * Keeps a first message under another identity key until a person has decided: a server may
   * have made that key.
   */
  #hold(envelope: Unsealed, guid: Uint8Array, from: RemoteDevice, identityKey: Uint8Array) {
    const { store, clock, events } = this.#context;
    const { account } = from;
    const now = clock.now();
    const [tell, kept] = store.transaction(() => {
      // Nothing else than a first message brings a key.
      const first = { ...envelope, type: EnvelopeType.preKeyMessage };
      const row = { guid, account, identityKey, envelope: encodeEnvelope(first) };
      const kept = store.held.add(row, now);
      store.arrivals.markSeen(guid, now);
      return [suspect(this.#context, account, identityKey), kept] as const;
    });
    return () => {
      tell();
      if (!kept) events.emit('rejected', { reason: 'tooMany' });
    };
  }

  /**
   * The ratchet has turned past this message. A text that is stored is simply there; otherwise
   * the other device has gone back to an older state, and its message was never read.
   */
  #duplicate(envelope: Unsealed, guid: Uint8Array, from: RemoteDevice): () => void {
    const { store, clock } = this.#context;
    if (!store.messages.has(from.account, from.device, envelope.clientTimestamp)) {
      return this.#unreadable(envelope, guid, from, false);
    }
    this.#settle(guid, clock.now());
    return () => {};
  }

  #unreadable(
    envelope: Unsealed,
    guid: Uint8Array,
    from: RemoteDevice,
    missingKey: boolean,
  ): () => void {
    const { store, clock, events } = this.#context;
    const reported = store.transaction(() => {
      this.#settle(guid, clock.now());
      return this.#mending.report(envelope, from);
    });
    return () => {
      if (!reported) {
        events.emit('rejected', { reason: 'tooMany' });
        return;
      }
      events.emit('session', { ...from, change: 'broken' });
      // New keys are published before the other side fetches a bundle to answer the report.
      const ready = missingKey ? this.#keys.keysDoubted() : Promise.resolve();
      this.#context.chores.run(() => ready.finally(() => this.#sender.wake(from.account)));
    };
  }

  async #report(envelope: Unsealed, guid: Uint8Array, from: RemoteDevice): Promise<void> {
    const { store, clock, events } = this.#context;
    const message = readReport(envelope.content);
    if (!message) {
      this.#reject(guid, 'content');
      return;
    }
    const seen = () => store.arrivals.markSeen(guid, clock.now());
    const done = await this.#mending.reported(message, from, seen);
    if (done === 'ignored') events.emit('rejected', { reason: 'tooMany' });
    if (done === 'stranger') events.emit('rejected', { reason: 'source' });
    if (done === 'reset') events.emit('session', { ...from, change: 'reset' });
    this.#sender.wake(from.account);
  }

  #reject(guid: Uint8Array, reason: RejectReason | 'unheard'): void {
    this.#settle(guid, this.#context.clock.now());
    if (reason !== 'unheard') this.#context.events.emit('rejected', { reason });
  }

  /** The envelope is done with, and waits no more. */
  #settle(guid: Uint8Array, now: number): void {
    const { store } = this.#context;
    store.transaction(() => {
      store.arrivals.markSeen(guid, now);
      store.held.remove(guid);
    });
  }
}
