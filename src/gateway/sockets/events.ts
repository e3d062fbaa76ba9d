// What clients may say over a socket: `send`, `ack`, `request`, `auth:refresh`. Everything is
// acknowledged; what cannot be read or is not known gets its code.

import { randomUUID } from 'node:crypto';
import type { AuthenticatedDevice } from '#actors';
import type { EnvelopeGuid, Refusal, RequestFrame, Result, SendFrame } from '#protocol';
import {
  decodeAck,
  decodeAuthRefresh,
  decodeRequest,
  decodeSend,
  encodeAckAnswer,
  encodeResponse,
  encodeSendAnswer,
  guidFromBytes,
  limits,
  ok,
  refuse,
} from '#protocol';
import type { Router } from '#routing';
import type { Clock, Log } from '#runtime';
import { metrics } from '#runtime';
import { reconnectAfterMs } from '../egress/egress.ts';
import type { Connection } from '../egress/connection.ts';
import type { Api, ApiAnswer } from '../ingress/api.ts';
import { refusalAnswer } from '../ingress/refusals.ts';
import { clientEvents } from './decoder.ts';
import { EventBucket } from './eventBucket.ts';
import type { TokenEnds } from './tokenEnds.ts';

/** Events of one connection that are being worked on at the same time. */
export const eventsRunningMax = 512;
/** Bytes of events that are being worked on in a worker, of all connections. */
export const runningBytesMax = 64 * 1024 * 1024;
/** Headers of one `request`. */
export const requestHeadersMax = 64;

/** Checks a send, counts it against its limits, and brings it to its account's actor. */
export type AcceptSend = (
  device: AuthenticatedDevice,
  frame: SendFrame,
) => Promise<Result<{ readonly serverTimestamp: number; readonly needsSync: boolean }>>;

export interface EventParts {
  readonly router: Pick<Router, 'ask' | 'member'>;
  readonly api: Api;
  readonly acceptSend: AcceptSend;
  readonly ends: Pick<TokenEnds, 'refresh'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** What one connection has under way. */
interface Load {
  running: number;
  /** It is sent away: called when nothing is under way any more. */
  left: (() => void) | undefined;
}

/** The events of all connections of this worker. */
export class EventDesk {
  readonly #parts: EventParts;
  readonly #loads = new WeakMap<Connection, Load>();
  #runningBytes = 0;

  constructor(parts: EventParts) {
    this.#parts = parts;
  }

  /** Takes no more events of a connection; resolves when those under way are answered. */
  leave(connection: Connection): Promise<void> {
    const load = this.#loads.get(connection);
    if (!load) return Promise.resolve();
    return new Promise((resolve) => {
      load.left = resolve;
      if (load.running === 0) resolve();
    });
  }

  /** The receiver of one connection's events; called with everything an event carries. */
  receiver(connection: Connection): (event: readonly unknown[]) => void {
    const bucket = new EventBucket(this.#parts.clock);
    const load: Load = { running: 0, left: undefined };
    this.#loads.set(connection, load);
    return (event) => this.#receive(connection, bucket, load, event);
  }

  #receive(
    connection: Connection,
    bucket: EventBucket,
    load: Load,
    event: readonly unknown[],
  ): void {
    if (connection.phase !== 'open') return;
    const last = event.at(-1);
    const callback =
      typeof last === 'function' ? (last as (answer: Uint8Array) => void) : undefined;
    const args = callback ? event.slice(1, -1) : event.slice(1);
    const name = event[0];
    const answer = (bytes: Uint8Array): void => {
      if (connection.phase === 'ended') return;
      callback?.(bytes);
      connection.checkBacklog();
    };
    const refused = (refusal: Refusal) => answer(refusedAnswer(name, refusal));
    const bytes = args[0] instanceof Uint8Array ? args[0].length : 0;
    const permit = bucket.take(bytes);
    if (permit !== 'allowed') {
      refused(count({ code: 'frame.too_many', retryAfterMs: bucket.retryAfterMs() }));
      if (permit === 'hopeless')
        connection.close('frame.too_many', reconnectAfterMs('frame.too_many'));
      return;
    }
    const task = this.#read(connection, name, args);
    if (!task.ok) return answer(encodeAckAnswer(count(task.refusal)));
    if (load.left) return refused(count({ code: 'server.draining' }));
    const isCrowded = this.#runningBytes + bytes > runningBytesMax;
    if (isCrowded || load.running >= eventsRunningMax) {
      return refused(count({ code: 'server.busy' }));
    }
    load.running++;
    this.#runningBytes += bytes;
    void this.#run(task.value, answer, refused).finally(() => {
      this.#runningBytes -= bytes;
      if (--load.running === 0) load.left?.();
    });
  }

  async #run(
    task: () => Promise<Uint8Array>,
    answer: (bytes: Uint8Array) => void,
    refused: (refusal: Refusal) => void,
  ): Promise<void> {
    let bytes: Uint8Array;
    try {
      bytes = await task();
    } catch (defect) {
      this.#parts.log.error('event.failed', {}, defect);
      return refused(count({ code: 'server.defect' }));
    }
    answer(bytes);
  }

  /** The work an event asks for. Refuses: event.unknown, event.malformed, request.invalid. */
  #read(
    connection: Connection,
    name: unknown,
    args: readonly unknown[],
  ): Result<() => Promise<Uint8Array>> {
    if (typeof name !== 'string' || !clientEvents.has(name)) return refuse('event.unknown');
    const body = args[0];
    if (args.length !== 1 || !(body instanceof Uint8Array)) {
      return refuse('event.malformed', { detail: 'One binary argument is expected.' });
    }
    try {
      if (name === 'send') {
        const frame = decodeSend(body);
        return ok(() => this.#send(connection, frame));
      }
      if (name === 'request') {
        const frame = decodeRequest(body);
        return ok(() => this.#request(connection, frame));
      }
      if (name === 'auth:refresh') {
        const { accessToken } = decodeAuthRefresh(body);
        return ok(() => this.#refresh(connection, accessToken));
      }
      const guids = readGuids(decodeAck(body));
      return guids.ok ? ok(() => this.#acknowledge(connection, guids.value)) : guids;
    } catch {
      return refuse('event.malformed', { detail: 'The argument is no such message.' });
    }
  }

  async #send(connection: Connection, frame: SendFrame): Promise<Uint8Array> {
    const accepted = await this.#parts.acceptSend(connection.device, frame);
    if (accepted.ok) return encodeSendAnswer(accepted.value);
    const refusal = count(accepted.refusal);
    return encodeSendAnswer({ refusal, serverTimestamp: 0, needsSync: false });
  }

  async #acknowledge(connection: Connection, guids: readonly EnvelopeGuid[]): Promise<Uint8Array> {
    const { outstanding } = connection;
    const { account, device, credential } = connection.device;
    const removed = await this.#parts.router.ask(account, {
      type: 'acknowledge',
      device,
      connection: { member: this.#parts.router.member, connection: connection.id },
      guids,
      credential,
      trace: outstanding.takeTrace(guids),
    });
    outstanding.forget(guids);
    return encodeAckAnswer(removed.ok ? undefined : count(removed.refusal));
  }

  async #refresh(connection: Connection, token: string): Promise<Uint8Array> {
    const refusal = await this.#parts.ends.refresh(connection, token);
    return encodeAckAnswer(refusal && count(refusal));
  }

  async #request(connection: Connection, frame: RequestFrame): Promise<Uint8Array> {
    const headers = readHeaders(frame.headers);
    if (!headers || !/^\/[\x21-\x7e]*$/.test(frame.path)) {
      return refusedAnswer('request', count({ code: 'request.malformed' }));
    }
    const answer = await this.#parts.api.answer({
      verb: frame.verb,
      target: frame.path,
      headers,
      body: frame.body,
      ip: connection.ip,
      device: connection.device,
    });
    return encodeResponse(responseOf(answer));
  }
}

function count(refusal: Refusal): Refusal {
  metrics.refusals.inc({ code: refusal.code });
  return refusal;
}

function readGuids(list: readonly Uint8Array[]): Result<EnvelopeGuid[]> {
  if (list.length === 0 || list.length > limits.ackGuidsMax) {
    return refuse('request.invalid', { detail: `1 to ${limits.ackGuidsMax} guids are expected.` });
  }
  const guids: EnvelopeGuid[] = [];
  for (const bytes of list) {
    const guid = guidFromBytes(bytes);
    if (guid === undefined) return refuse('request.invalid', { detail: 'A guid has 16 bytes.' });
    guids.push(guid);
  }
  return ok(guids);
}

/** `name: value` lines as a record without prototype; `undefined` when one is no header. */
function readHeaders(lines: readonly string[]): Record<string, string> | undefined {
  if (lines.length > requestHeadersMax) return undefined;
  const headers: Record<string, string> = Object.create(null);
  for (const line of lines) {
    const form = /^([!#$%&'*+.^`|~\w-]{1,64}):[ \t]*([\t\x20-\x7e\x80-\xff]{0,8192})$/.exec(line);
    if (!form?.[1]) return undefined;
    headers[form[1].toLowerCase()] = form[2] ?? '';
  }
  return headers;
}

/** A refusal in the shape that the event's acknowledgement has when all is well. */
function refusedAnswer(event: unknown, refusal: Refusal): Uint8Array {
  if (event !== 'request') return encodeAckAnswer(refusal);
  return encodeResponse(responseOf(refusalAnswer(refusal, 'problem', randomUUID())));
}

const responseOf = ({ status, headers, body }: ApiAnswer) => ({
  status,
  headers: Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  body,
});
