// Carries the keys of calls through Signal sessions, to exactly the devices they are for, and what
// two of them say of a direct way. All of it is of this moment and stands on no disk: what could
// not be sent in time is asked for again.

import { randomBytes } from 'node:crypto';
import { encodeContent, formatDeviceAddress, parseCallId, parseDeviceAddress } from '#protocol';
import type { AccountId, CallKeysContent, CallPeerContent, Content } from '#protocol';
import { own, wipe } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import type { ClientContext } from '../clientContext.ts';
import { steadyNow } from '../clock.ts';
import type { CallKeyMessage } from '../media/callKeys.ts';
import type { CallDevice } from '../media/keyEvents.ts';
import { attempt } from '../messages/attempt.ts';
import type { RemoteDevice } from '../remoteDevice.ts';
import { Sealing } from '../messages/sealing.ts';
import type { Passing } from '../messages/sealing.ts';
import { Backoff } from '../transport/backoff.ts';

/** What could not be sent by then is of no use. */
export const keyLateMs = 5_000;
const again = { firstMs: 200, capMs: 1_000 };
/** Key messages that wait for one account; the oldest are given up. */
const waitingMax = 64;

/** A key message, as it came in a session. */
export interface HeardKeys {
  /** The device whose session it came in. */
  readonly from: CallDevice;
  readonly account: AccountId;
  readonly message: CallKeyMessage;
  /** The sender's clock: of two messages of one device the later one counts. */
  readonly sentAt: number;
}

/** What a device says of a direct way, as it came in a session. */
export interface HeardPeer {
  readonly from: CallDevice;
  readonly account: AccountId;
  readonly content: CallPeerContent;
}

interface Job {
  readonly passing: Passing;
  readonly sinceMs: number;
}

interface Line {
  readonly jobs: Job[];
  readonly backoff: Backoff;
  wait?: { cancel(): void };
}

type Context = Pick<ClientBase, 'store' | 'clock' | 'chores' | 'account' | 'device'>;

/** How a device is called in a call. */
export const callDevice = ({ account, device }: RemoteDevice): CallDevice =>
  formatDeviceAddress({ account, device } as Parameters<typeof formatDeviceAddress>[0]);

/** What a device says of its keys of calls, and hears of others. */
export class CallPost {
  readonly #context: Context & ClientContext;
  readonly #sealing: Sealing;
  readonly #lines = new Map<AccountId, Line>();
  readonly #listeners = new Map<string, (heard: HeardKeys) => void>();
  readonly #peerListeners = new Map<string, (heard: HeardPeer) => void>();
  #isStopped = false;

  constructor(context: ClientContext) {
    this.#context = context;
    this.#sealing = new Sealing(context);
  }

  /**
   * Tells what devices say of the keys of a call, until the returned function is called. The keys
   * are overwritten when the listener returns.
   */
  listen(callId: string, listener: (heard: HeardKeys) => void): () => void {
    this.#listeners.set(callId, listener);
    return () => {
      if (this.#listeners.get(callId) === listener) this.#listeners.delete(callId);
    };
  }

  /** Tells what devices say of direct ways in a call, until the returned function is called. */
  listenPeers(callId: string, listener: (heard: HeardPeer) => void): () => void {
    this.#peerListeners.set(callId, listener);
    return () => {
      if (this.#peerListeners.get(callId) === listener) this.#peerListeners.delete(callId);
    };
  }

  /** Says to one device what it needs to know of a direct way. Delivery: as of `send`. */
  sayPeer(to: CallDevice, content: Omit<CallPeerContent, 'type' | 'timestamp'>): void {
    const { account, device } = parseDeviceAddress(to) ?? {};
    if (this.#isStopped || !account || device === undefined) return;
    const timestamp = this.#nextTimestamp();
    this.#enqueue(account, { ...content, type: 'callPeer', timestamp }, new Set([device]));
  }

  /** Takes what a device says of a direct way; returns what tells it. */
  hearPeer(content: CallPeerContent, { account, device }: RemoteDevice): () => void {
    const listener = this.#peerListeners.get(content.callId);
    return () => listener?.({ from: callDevice({ account, device }), account, content });
  }

  /**
   * Gives a message to these devices and to none of their accounts' others; its keys are
   * overwritten. Delivery: none, where an account's identity is not the accepted one, or where
   * there is no server in time.
   */
  send(to: readonly CallDevice[], message: CallKeyMessage): void {
    const accounts = new Map<AccountId, Set<number>>();
    for (const { account, device } of to.flatMap((one) => parseDeviceAddress(one) ?? [])) {
      if (this.#isSelf(account, device)) continue;
      accounts.set(account, (accounts.get(account) ?? new Set()).add(device));
    }
    for (const [account, devices] of accounts) this.#giveKeys(account, message, devices);
    for (const { base } of message.keys) wipe(base);
  }

  /** Says to all devices of an account who we are in a call; there are no keys in it. */
  introduce(account: AccountId, message: Omit<CallKeyMessage, 'keys'>): void {
    this.#giveKeys(account, { ...message, keys: [] });
  }

  /** Takes what a device says of keys; returns what tells it. */
  hear(content: CallKeysContent, { account, device }: RemoteDevice): () => void {
    const { callId, mediaId, keys, asks, timestamp: sentAt } = content;
    const listener = this.#listeners.get(callId);
    if (!listener) {
      for (const { base } of keys) wipe(base);
      return () => {};
    }
    const from = callDevice({ account, device });
    return () => {
      listener({ from, account, sentAt, message: { callId, mediaId, keys, asks } });
      for (const { base } of keys) wipe(base);
    };
  }

  /** Nothing more is told or given. */
  stop(): void {
    this.#isStopped = true;
    this.#listeners.clear();
    this.#peerListeners.clear();
    for (const line of this.#lines.values()) {
      line.wait?.cancel();
      for (const { passing } of line.jobs.splice(0)) wipe(passing.content);
    }
  }

  #isSelf(account: AccountId, device: number): boolean {
    return account === this.#context.account && device === this.#context.device;
  }

  #giveKeys(account: AccountId, message: CallKeyMessage, devices?: ReadonlySet<number>): void {
    const callId = parseCallId(message.callId);
    if (this.#isStopped || !callId) return;
    const timestamp = this.#nextTimestamp();
    const keys = message.keys.map((key) => ({ ...key, base: own(key.base) }));
    this.#enqueue(account, { ...message, type: 'callKeys', callId, keys, timestamp }, devices);
    wipe(...keys.map(({ base }) => base));
  }

  #nextTimestamp(): number {
    const { store, clock } = this.#context;
    return store.profile.nextTimestamp(clock.now());
  }

  #enqueue(
    account: AccountId,
    said: Content & { readonly timestamp: number },
    devices?: ReadonlySet<number>,
  ): void {
    const { clock, chores } = this.#context;
    const { timestamp } = said;
    const encoded = encodeContent(said);
    const content = own(encoded);
    wipe(encoded);
    const passing: Passing = {
      ...{ kind: 'passing', guid: randomBytes(16), account, content, timestamp },
      ...(devices && { devices }),
    };
    const line = this.#lines.get(account) ?? { jobs: [], backoff: new Backoff(again) };
    line.jobs.push({ passing, sinceMs: steadyNow(clock) });
    // The first may be on its way.
    for (const late of line.jobs.splice(1, line.jobs.length - 1 - waitingMax)) {
      wipe(late.passing.content);
    }
    if (this.#lines.has(account)) return;
    this.#lines.set(account, line);
    chores.run(() => this.#run(account, line));
  }

  async #run(account: AccountId, line: Line): Promise<void> {
    delete line.wait;
    for (let [job] = line.jobs; job && !this.#isStopped; [job] = line.jobs) {
      const isDone = await this.#try(job);
      if (this.#isStopped) return;
      if (!isDone) {
        const { clock } = this.#context;
        line.wait = clock.after(line.backoff.next(), () => {
          this.#context.chores.run(() => this.#run(account, line));
        });
        return;
      }
      line.backoff.reset();
      line.jobs.shift();
      wipe(job.passing.content);
    }
    this.#lines.delete(account);
  }

  /** True where nothing more is to be done for it. */
  async #try({ passing, sinceMs }: Job): Promise<boolean> {
    const { clock, chores } = this.#context;
    if (steadyNow(clock) - sinceMs > keyLateMs) return true;
    try {
      const outcome = await attempt(this.#context, this.#sealing, passing);
      if (outcome.is === 'never') chores.failed(outcome.error);
      return outcome.is !== 'later';
    } catch (error) {
      chores.failed(error);
      return true;
    }
  }
}
