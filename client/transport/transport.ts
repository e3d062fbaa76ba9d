// What the client needs of a network: a lasting connection that mends itself, and plain requests
// before there is an account. A twin in memory stands behind the same two interfaces in tests and
// simulations.

import type {
  CallEnded,
  CallMembers,
  ClientEventName,
  EventAnswer,
  EventBody,
  HeardSecurityEvent,
  Notice,
  Presence,
  Refusal,
  SendAnswer,
  SendFrame,
  SendGroupAnswer,
  SendGroupFrame,
  Signal,
} from '#protocol';
import type { ClientClock } from '../clock.ts';
import type { ConnectionState } from '../events.ts';

/** There was no answer: the outcome is unknown, and the same thing may be asked again. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** What a server answered. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; `undefined` where the body is empty or none. */
  readonly body: unknown;
}

/** One request with JSON both ways. */
export interface HttpAsk {
  readonly verb: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly authorization?: string;
  /** It says nothing of the account, and goes over no connection that does. */
  readonly isNameless?: boolean;
  /** Shown in place of credentials on a transport that has none. */
  readonly proof?: AccessProof;
}

/** What is shown in the place of a name. Shape: base64. */
export type AccessProof = { readonly accessKey: string } | { readonly sendToken: string };

/** A request whose answer may be long; `path` may be a whole address. */
export interface ByteAsk {
  readonly verb: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Goes over no connection on which the account has said its name. */
  readonly isNameless?: boolean;
}

/** An answer of bytes, which streams. */
export interface ByteAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body to be read; it throws NoAnswer where the line breaks. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** What a connection tells its client. */
export interface TransportHandlers {
  /** How the connection stands. */
  state(state: ConnectionState, more?: { code?: string; retryInMs?: number }): void;
  /** Encoded envelopes in queue order. */
  deliver(envelopes: readonly Uint8Array[]): void;
  /** All that waited is delivered. */
  queueEmpty(): void;
  /** Something has changed at the server. */
  notice(notice: Notice): void;
  /** What touched the security of the account, oldest first. */
  security(events: readonly HeardSecurityEvent[]): void;
  /** A topic was published in. */
  signal(signal: Signal): void;
  /** Who hears a topic. */
  presence(presence: Presence): void;
  /** Told on a transport without credentials, of calls that the connection is in. */
  callMembers?(told: CallMembers): void;
  /** Told there as well: the connection is in a call no more. */
  callEnded?(ended: CallEnded): void;
}

/** What is asked of calls. */
export type CallEventName = Extract<ClientEventName, `call:${string}`>;

/** What is asked about a topic. */
export type TopicAsk =
  | { readonly type: 'subscribe' | 'unsubscribe'; readonly topic: string }
  | { readonly type: 'publish'; readonly topic: string; readonly payload: Uint8Array };

/** A lasting connection, with a name or without. */
export interface Transport {
  /**
   * Connects, and connects again until `close` or until it has given up, which it tells as `closed`
   * with `server.unreachable`; called again it begins again. `now`: where it waits it waits no
   * longer.
   */
  open(handlers: TransportHandlers, how?: 'now'): void;
  readonly connected: boolean;
  /**
   * What time it is by the server, as it said when it was connected to last; never later than it is
   * there. Nothing where it never said. Unit: milliseconds since the epoch.
   */
  serverMs(): number | undefined;
  /** The worker that holds the connection, while there is one. */
  readonly member: string | undefined;
  /** Throws NoAnswer. */
  send(frame: SendFrame): Promise<SendAnswer>;
  /** Sends to a group, without credentials alone. Throws NoAnswer. */
  sendGroup(frame: SendGroupFrame): Promise<SendGroupAnswer>;
  /**
   * Says an event of calls, without credentials alone; absent where there are no calls. Throws
   * NoAnswer.
   */
  call?<Name extends CallEventName>(name: Name, body: EventBody<Name>): Promise<EventAnswer<Name>>;
  /** Throws NoAnswer. */
  ack(guids: readonly Uint8Array[]): Promise<{ readonly refusal?: Refusal }>;
  /** Throws NoAnswer. */
  topic(ask: TopicAsk): Promise<{ readonly refusal?: Refusal }>;
  /** Any route of the server. Throws NoAnswer. */
  request(ask: HttpAsk): Promise<HttpAnswer>;
  /**
   * Drops the connection and comes back after the usual wait: everything unacknowledged is
   * delivered anew.
   */
  restart(): void;
  /** Ends it for good. */
  close(): void;
}

/** How a device says who it is. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** The ways to a cluster. */
export interface Network {
  /** One request outside of any connection. Throws NoAnswer. */
  http(server: string, ask: HttpAsk): Promise<HttpAnswer>;
  /** One request with bytes both ways; absent where there are no blobs. Throws NoAnswer. */
  bytes?(server: string, ask: ByteAsk): Promise<ByteAnswer>;
  /**
   * Makes a transport. Without credentials it says no name: it may `send` with an access key,
   * `request` by proof.
   */
  transport(server: string, credentials: Credentials | undefined, clock: ClientClock): Transport;
  /**
   * Waits without credentials for what an account's primary device sends to the address that is
   * told; `undefined` where the wait has ended without it. Absent where no device can be linked.
   * Throws what `onAddress` throws, and NoAnswer where no address was given.
   */
  provision?(server: string, onAddress: (address: string) => void): Promise<Uint8Array | undefined>;
}
