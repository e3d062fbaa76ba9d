// What a client tells its program, by name and type.

import type {
  AccountId,
  CallId,
  GroupId,
  HeardSecurityEvent,
  MediaKind,
  Mention,
  MessageName,
  Quote,
  ReceiptType,
} from '#protocol';
import type { Participant } from './calls/roster.ts';
import type { EndOfCall } from './calls/ringEvents.ts';
import type { ClientErrorCode } from './clientError.ts';
import { wrong } from './clientError.ts';
import type { ConversationId } from './conversation/conversationId.ts';
import type { Message, PollView } from './conversation/view.ts';
import type { ProfileSaid } from './profiles/sealedProfile.ts';
import type { Standing } from './store/groupTable.ts';

/** A text or a poll that arrived and is stored. */
export interface ReceivedMessage {
  /** Grows with each message of this profile. */
  readonly id: number;
  /** The sender's account, or the group that it was said in. */
  readonly conversation: string;
  readonly from: AccountId;
  readonly device: number;
  /** A poll's question. */
  readonly text: string;
  /** The sender's clock. Unit: milliseconds since the epoch; with `from` it names the message. */
  readonly timestamp: number;
  readonly serverTimestamp: number;
  /** It answers a message; this is what its author saw of that one. */
  readonly quote?: Quote;
  readonly mentions?: readonly Mention[];
  readonly poll?: PollView;
  /** It disappears so long after it was read. Unit: seconds. */
  readonly disappearsAfter?: number;
}

/** Something was done to a message. */
interface Deed {
  readonly conversation: string;
  /** Who did it. */
  readonly author: AccountId;
  readonly target: MessageName;
}

/** A text of ours that the server has on disk. */
export interface SentMessage {
  /** An account or a group. */
  readonly to: ConversationId;
  readonly timestamp: number;
  readonly serverTimestamp: number;
}

/** How the connection stands. */
export type ConnectionState = 'idle' | 'connecting' | 'connected' | 'waiting' | 'closed';

/** What a client tells, by name. */
export interface ClientEvents {
  /** Delivery: once for each message, also over restarts; see docs/client.md. */
  message: ReceivedMessage;
  /** Another device of ours has sent it. */
  ownMessage: Message;
  /** A message came that takes a newer version to read; it is kept, and told after an update. */
  unreadable: MessageName & { readonly conversation: string; readonly requires: number };
  /**
   * The other's device (`delivery`) or the other person (`read`, `viewed`) has the messages of
   * these times.
   */
  receipt: {
    readonly from: AccountId;
    readonly type: ReceiptType;
    readonly timestamps: readonly number[];
  };
  /** A reaction of somebody else, or of another device of ours. `removed`: it was taken back. */
  reaction: Deed & { readonly emoji: string; readonly removed: boolean };
  edited: Deed & { readonly text: string };
  deleted: Deed;
  vote: Deed & { readonly choices: readonly number[] };
  pollEnded: Deed;
  pin: Deed & { readonly pinned: boolean };
  /** Messages of the conversation disappear after so long from now on; 0: no more. */
  timer: {
    readonly conversation: string;
    readonly author: AccountId;
    readonly seconds: number;
  };
  /** A message's time was over; nothing of it is kept. */
  disappeared: MessageName & { readonly conversation: string };
  /**
   * What was said before this device was linked comes in, from the account's first device: `done`
   * of so many `messages`. `code`: why it did not come.
   */
  history: {
    readonly messages: number;
    readonly done: number;
    readonly isOver: boolean;
    readonly code?: ClientErrorCode;
  };
  /** Messages were read on another device of ours. */
  read: { readonly conversation: string; readonly messages: readonly MessageName[] };
  typing: {
    readonly conversation: string;
    readonly author: AccountId;
    readonly started: boolean;
  };
  sent: SentMessage;
  /** A send was given up; nothing of it will be retried. */
  failed: {
    readonly to: ConversationId;
    readonly timestamp: number;
    readonly code: ClientErrorCode;
  };
  /**
   * Another identity key was seen for the account: the safety number changed. Sends, resends and
   * what came under that key wait for `acceptIdentity`. Told again by `connect` until then.
   */
  identityChanged: { readonly account: AccountId };
  /** A group was read that is not as it was known, or this account stands otherwise in it. */
  group: {
    readonly group: GroupId;
    readonly standing: Standing;
    readonly version: number;
    /** Why the state is `out`: an administrator did not let this account in, or none ever will. */
    readonly reason?: 'denied' | 'banned';
  };
  /** Somebody says something else of themselves than before. */
  profile: { readonly account: AccountId } & ProfileSaid;
  /**
   * Somebody unknown has begun to write, and hears nothing but that it has arrived until
   * `contacts.accept`, or an answer; or has invited to a group.
   */
  request: { readonly account: AccountId; readonly group?: GroupId };
  /** Another device of ours has changed what is known of somebody. */
  contact: { readonly account: AccountId };
  /** Somebody calls, until `callEnded`: `calls.answer` or `calls.decline`. */
  callRinging: {
    readonly call: CallId;
    readonly account: AccountId;
    /**
     * The group whose call it is; whoever rings is in the call. Absent where somebody calls this
     * account alone.
     */
    readonly group?: GroupId;
    readonly media: MediaKind;
  };
  /** Somebody of a group that is too large to ring tells that it has a call: `calls.join`. */
  callBegun: {
    readonly call: CallId;
    readonly account: AccountId;
    readonly group: GroupId;
    readonly media: MediaKind;
  };
  /** It stands in the conversation too. `timestamp`: when it rang, by the caller's clock. */
  callMissed: {
    readonly call: CallId;
    readonly account: AccountId;
    readonly group?: GroupId;
    readonly timestamp: number;
  };
  /** This device is in the call: it was answered, or joined. */
  callJoined: { readonly call: CallId };
  /** Who is in it. */
  callMembers: { readonly call: CallId; readonly members: readonly Participant[] };
  /** It rings no more, or this device is in it no more. */
  callEnded: { readonly call: CallId; readonly why: EndOfCall | ClientErrorCode };
  state: { readonly state: ConnectionState; readonly code?: string; readonly retryInMs?: number };
  /** Everything that waited for this device when it connected has been delivered. */
  queueEmpty: null;
  notice: { readonly kind: string; readonly account: AccountId };
  /**
   * Something touched the security of the account, perhaps while nothing was connected; each is
   * told once.
   */
  security: HeardSecurityEvent;
  /** A friend's device has published something; only to whoever listens just then. */
  signal: { readonly account: AccountId; readonly device: number; readonly payload: Uint8Array };
  /**
   * Which devices of a watched friend are there; none: it went, or shows itself no more. Told with
   * each change; with the connection's end of all.
   */
  presence: { readonly account: AccountId; readonly devices: readonly number[] };
  /** A session broke or was mended. */
  session: {
    readonly account: AccountId;
    readonly device: number;
    readonly change: 'broken' | 'reset';
  };
  /** An envelope was thrown away. */
  rejected: { readonly reason: RejectReason };
  /** One-time keys were replenished or repeated-use keys replaced. */
  keys: { readonly change: 'refilled' | 'rotated' };
  /** Something failed that the client retries by itself. */
  trouble: Error;
}

/** Why an envelope was thrown away. */
export type RejectReason =
  | 'source'
  | 'destination'
  | 'type'
  | 'replayed'
  | 'content'
  | 'tooMany'
  | 'identity'
  /** Said in a group by whoever may not say it there. */
  | 'group'
  /** A sealed one whose certificate leads to no root of the cluster, or was over. */
  | 'certificate';

const isEvent: Readonly<Record<keyof ClientEvents, true>> = {
  ...{ message: true, ownMessage: true, unreadable: true, receipt: true, reaction: true },
  ...{ edited: true, deleted: true, vote: true, pollEnded: true, pin: true, timer: true },
  ...{ disappeared: true, history: true, read: true, typing: true, sent: true, failed: true },
  ...{ identityChanged: true, group: true, profile: true, request: true, contact: true },
  ...{ state: true, queueEmpty: true, notice: true, signal: true, presence: true },
  ...{ security: true },
  ...{ session: true, rejected: true, keys: true, trouble: true },
  ...{ callRinging: true, callMissed: true, callJoined: true, callMembers: true },
  ...{ callBegun: true, callEnded: true },
};

/** All there are. */
export const eventNames = Object.keys(isEvent) as readonly (keyof ClientEvents)[];

type Listener<Name extends keyof ClientEvents> = (event: ClientEvents[Name]) => void;

/**
 * Typed listeners. A listener that throws, or whose promise rejects, hurts nobody but its own
 * program: the error is told as `trouble` where somebody listens for that, else it is an uncaught
 * one.
 */
export class Events {
  readonly #listeners = new Map<keyof ClientEvents, Set<(event: never) => void>>();

  /** Returns what takes the listener away again. Refuses: argument.invalid. */
  on<Name extends keyof ClientEvents>(name: Name, listener: Listener<Name>): () => void {
    if (!Object.hasOwn(isEvent, name)) throw wrong(`There is no event ${String(name)}.`);
    if (typeof listener !== 'function') throw wrong('A listener is a function.');
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Whether somebody listens. */
  has(name: keyof ClientEvents): boolean {
    return (this.#listeners.get(name)?.size ?? 0) > 0;
  }

  /** False when a listener threw. */
  emit<Name extends keyof ClientEvents>(name: Name, event: ClientEvents[Name]): boolean {
    let well = true;
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        const ended: unknown = (listener as Listener<Name>)(event);
        if (ended instanceof Promise) ended.catch((error: unknown) => this.#surface(name, error));
      } catch (error) {
        well = false;
        this.#surface(name, error);
      }
    }
    return well;
  }

  #surface(name: keyof ClientEvents, error: unknown): void {
    if (name !== 'trouble' && this.has('trouble')) {
      const known =
        error instanceof Error ? error : new Error('A listener threw.', { cause: error });
      this.emit('trouble', known);
      return;
    }
    queueMicrotask(() => {
      throw error;
    });
  }
}
