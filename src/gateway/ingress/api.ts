// One API behind every door: a request as bytes and words, an answer as bytes and words. HTTP and
// the Socket.IO event `request` translate to and from these and add nothing.

import type { AuthenticatedDevice } from '#actors';

export interface ApiRequest {
  readonly verb: string;
  /** Path with query string, as the client wrote it. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The peer's address; limits use it, logs never show it whole. */
  readonly ip: string;
  /** Set by doors whose connection is authenticated already. */
  readonly device?: AuthenticatedDevice;
  /** Set by doors whose connection has said that it says no name. */
  readonly isAnonymous?: true;
  /** Set by doors that carry answers of any length. */
  readonly takesStreams?: true;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON in UTF-8; empty for none. */
  readonly body: Uint8Array;
  /** In the place of the body; whoever does not read to its end ends it. */
  readonly stream?: AsyncIterable<Uint8Array>;
}

export interface Api {
  /** Answers any request, unknown routes and broken bodies too. Never throws. */
  answer(request: ApiRequest): Promise<ApiAnswer>;
}
