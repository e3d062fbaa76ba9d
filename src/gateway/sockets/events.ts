// What clients say over a socket. Every event is priced, read, worked on by its
// handler and answered; what cannot be read or is not known gets its code.

import type { ClientEventName, ClientEventSpec, Party, Refusal, Result } from '#protocol';
import { clientEvents, ok, refuse } from '#protocol';
import type { Clock, Log } from '#runtime';
import type { Connection } from '../egress/connection.ts';
import type { PlainConnection } from '../egress/plainConnection.ts';
import { reconnectAfterMs } from '../egress/egress.ts';
import { refusedAnswer } from './answers.ts';
import { EventBucket } from './eventBucket.ts';
import type { EventTools } from './handlers.ts';
import { anonymousHandlers, handlers } from './handlers.ts';

/** Events of one connection that are being worked on at the same time. */
const eventsRunningMax = 512;
/** Bytes of events that are being worked on in a worker, of all connections. */
export const runningBytesMax = 64 * 1024 * 1024;

/** An event of a client as it came in, over whatever transport. */
export interface ClientEvent {
  readonly name: unknown;
  /** Its one binary argument; undefined where it has none, or anything else. */
  readonly body: Uint8Array | undefined;
  /** Bytes of its arguments, whether they can be read or not. */
  readonly bytes: number;
  /** Sends the answer; undefined where none is wanted. */
  readonly reply: ((answer: Uint8Array) => void) | undefined;
}

/** Takes the events of one connection. */
export type ReceiveEvent = (event: ClientEvent) => void;

export interface EventParts extends EventTools {
  readonly clock: Clock;
  readonly log: Log;
}

type AnyHandler = (
  tools: EventTools,
  connection: PlainConnection,
  body: unknown,
) => Promise<Result<unknown>>;

/** What is done about the events of a party's connections. */
type Book = { readonly [Name in ClientEventName]?: AnyHandler };

/** An event that can be worked on. */
interface Task {
  readonly spec: ClientEventSpec<ClientEventName>;
  readonly body: unknown;
  readonly handle: AnyHandler;
}

/** What one connection has under way. */
interface Load {
  readonly party: Party;
  readonly book: Book;
  running: number;
  /** It is sent away: called when nothing is under way any more. */
  left: (() => void) | undefined;
}

/** The events of all connections of this worker. */
export class ClientEvents {
  readonly #parts: EventParts;
  readonly #loads = new WeakMap<PlainConnection, Load>();
  #runningBytes = 0;

  constructor(parts: EventParts) {
    this.#parts = parts;
  }

  /** Takes no more events of a connection; resolves when those under way are answered. */
  leave(connection: PlainConnection): Promise<void> {
    const load = this.#loads.get(connection);
    if (!load) return Promise.resolve();
    return new Promise((resolve) => {
      load.left = resolve;
      if (load.running === 0) resolve();
    });
  }

  /** The receiver of one connection's events. */
  receiver(connection: Connection): ReceiveEvent {
    return this.#receiver(connection, 'device', handlers as Book);
  }

  /** The receiver of the events of somebody who says no name. */
  anonymousReceiver(connection: PlainConnection): ReceiveEvent {
    return this.#receiver(connection, 'anonymous', anonymousHandlers as Book);
  }

  #receiver(connection: PlainConnection, party: Party, book: Book): ReceiveEvent {
    const bucket = new EventBucket(this.#parts.clock);
    const load: Load = { party, book, running: 0, left: undefined };
    this.#loads.set(connection, load);
    return (event) => this.#receive(connection, bucket, load, event);
  }

  #receive(connection: PlainConnection, bucket: EventBucket, load: Load, event: ClientEvent): void {
    if (connection.phase !== 'open') return;
    const { bytes } = event;
    const spec = clientEvents.get(event.name);
    const refused = (refusal: Refusal) => answer(connection, event, refusedAnswer(spec, refusal));
    const permit = bucket.take(bytes, spec?.permits);
    if (permit !== 'allowed') {
      refused({ code: 'frame.too_many', retryAfterMs: bucket.retryAfterMs() });
      if (permit === 'hopeless')
        connection.close('frame.too_many', reconnectAfterMs('frame.too_many'));
      return;
    }
    if (spec && !spec.who.includes(load.party)) return refused({ code: 'auth.forbidden' });
    const task = read(spec, spec && load.book[spec.name], event.body);
    // What cannot be read is answered in the one shape that every client knows.
    if (!task.ok) return answer(connection, event, refusedAnswer(undefined, task.refusal));
    if (load.left) return refused({ code: 'server.draining' });
    const isCrowded = this.#runningBytes + bytes > runningBytesMax;
    if (isCrowded || load.running >= eventsRunningMax) return refused({ code: 'server.busy' });
    load.running++;
    this.#runningBytes += bytes;
    void this.#run(connection, event, task.value).finally(() => {
      this.#runningBytes -= bytes;
      if (--load.running === 0) load.left?.();
    });
  }

  async #run(connection: PlainConnection, event: ClientEvent, task: Task): Promise<void> {
    const { spec, body, handle } = task;
    let bytes: Uint8Array;
    try {
      const accepted = spec.accepts?.read(body) ?? ok(body);
      const done = accepted.ok ? await handle(this.#parts, connection, accepted.value) : accepted;
      bytes = done.ok ? spec.answer.encode(done.value) : refusedAnswer(spec, done.refusal);
    } catch (defect) {
      this.#parts.log.error('event.failed', {}, defect);
      bytes = refusedAnswer(spec, { code: 'server.defect' });
    }
    answer(connection, event, bytes);
  }
}

function answer(connection: PlainConnection, event: ClientEvent, bytes: Uint8Array): void {
  if (connection.phase === 'ended') return;
  event.reply?.(bytes);
  connection.checkBacklog();
}

/** Refuses: event.unknown, event.malformed, request.too_large. */
function read(
  spec: ClientEventSpec<ClientEventName> | undefined,
  handle: AnyHandler | undefined,
  bytes: Uint8Array | undefined,
): Result<Task> {
  if (!spec || !handle) return refuse('event.unknown');
  if (!bytes) return refuse('event.malformed', { detail: 'One binary argument is expected.' });
  if (bytes.length > spec.bytesMax) return refuse('request.too_large');
  try {
    return ok({ spec, handle, body: spec.body.decode(bytes) });
  } catch {
    return refuse('event.malformed', { detail: 'The argument is no such message.' });
  }
}
