// What an event is: a typed description that the decoder, the frames, the gateway, the SDK,
// docs/protocol.md and the AsyncAPI document all read. To add one: its message in proto/ (`npm run
// gen`), a file beside this one, a line in all.ts, and a client's event a handler in
// src/gateway/sockets/handlers.ts. `npm run docs` writes the rest.

import type { Codec } from '../codec.ts';
import type { ErrorCode, Result } from '../errors.ts';

/** Who a connection belongs to: a device, somebody who says no name, a new device at `/link`. */
export type Party = 'device' | 'anonymous' | 'link';

/** What events of both directions say of themselves. */
interface Described<Name extends string> {
  readonly name: Name;
  /** First byte of the event as a single frame; part of the protocol: never reused. */
  readonly tag: number;
  /** What it is for, in one sentence. */
  readonly summary: string;
  /** What holds of its order and delivery, in one sentence. */
  readonly guarantee: string;
  /** The connections it is said on; on another one a client's event is refused: auth.forbidden. */
  readonly who: readonly Party[];
}

/** What of a body that can be read may be at all. Nothing behind it checks that again. */
interface Acceptance<Body, Accepted> {
  /** One sentence. */
  readonly says: string;
  /** The body as its handler gets it. Refuses: a code that the event names. */
  read(body: Body): Result<Accepted>;
}

/** An event that clients send; every one is answered. */
export interface ClientEventSpec<
  Name extends string = string,
  Body = unknown,
  Answer = unknown,
  Accepted = unknown,
> extends Described<Name> {
  readonly body: Codec<Body>;
  /** Absent where the handler gets whatever can be read. */
  readonly accepts?: Acceptance<Body, Accepted>;
  readonly answer: Codec<Answer>;
  /** How its answer refuses: in a field of its own, or as a response of HTTP with a problem. */
  readonly refusedAs: 'field' | 'problem';
  /** Codes it may be refused with, besides those of every event. */
  readonly refuses: readonly ErrorCode[];
  /** Largest body. */
  readonly bytesMax: number;
  /** What it costs of the connection's permits, besides its bytes. */
  readonly permits: number;
}

/** An event that the server sends; `body` is undefined where it carries nothing. */
export interface ServerEventSpec<
  Name extends string = string,
  Body extends Codec<unknown> | undefined = Codec<unknown> | undefined,
> extends Described<Name> {
  readonly body: Body;
}

/** Codes that any client event may be refused with. */
export const everyEventRefuses = [
  'event.unknown',
  'event.malformed',
  // Said on a connection of somebody who may not say it.
  'auth.forbidden',
  'request.too_large',
  'frame.too_many',
  'server.busy',
  'server.draining',
  'server.timeout',
  'server.unavailable',
  'server.defect',
] as const satisfies readonly ErrorCode[];

/** Describes an event that clients send. */
export function defineClientEvent<
  const Name extends string,
  Body,
  Answer,
  const Who extends readonly Party[],
  Accepted = Body,
>(
  spec: ClientEventSpec<Name, Body, Answer, Accepted> & { readonly who: Who },
): ClientEventSpec<Name, Body, Answer, Accepted> & { readonly from: 'client'; readonly who: Who } {
  return { ...spec, from: 'client' };
}

/** Describes an event that the server sends. */
export function defineServerEvent<
  const Name extends string,
  Body extends Codec<unknown> | undefined,
>(spec: ServerEventSpec<Name, Body>): ServerEventSpec<Name, Body> & { readonly from: 'server' } {
  return { ...spec, from: 'server' };
}
