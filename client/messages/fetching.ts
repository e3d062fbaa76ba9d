// What waits for the device, read and acknowledged over HTTPS: for a program that was woken for a
// moment and has no time for a connection. It is worked off as if a connection had brought it.

import { z } from 'zod';
import { encodeEnvelope, isTime } from '#protocol';
import type { EnvelopeType } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import { ClientError } from '../clientError.ts';
import { refusalOf } from '../transport/http.ts';
import { reached } from '../transport/network.ts';
import type { HttpAnswer, HttpAsk, Transport } from '../transport/transport.ts';
import type { Receiver } from './receiver.ts';

const time = z.number().refine(isTime);
const pageShape = z.object({
  messages: z
    .array(
      z.object({
        guid: z.guid(),
        type: z.number().int(),
        timestamp: time,
        serverTimestamp: time,
        sourceUuid: z.string().optional(),
        sourceDevice: z.number().int().optional(),
        destinationUuid: z.string(),
        content: z.base64(),
        urgent: z.boolean(),
        reportSpamToken: z.string().max(128).optional(),
      }),
    )
    .max(100),
  more: z.boolean(),
});
type Page = z.output<typeof pageShape>;

type Context = Pick<ClientContext, 'http' | 'record' | 'transport'>;

/** Whether something is fetched just now. */
export class FetchState {
  isUnderWay = false;
}

/** The same transport; what is to be asked while something is fetched without it goes by HTTPS. */
export function besideFetching(
  transport: Transport,
  state: FetchState,
  http: (ask: HttpAsk) => Promise<HttpAnswer>,
): Transport {
  const request = (ask: HttpAsk) =>
    state.isUnderWay && !transport.connected ? http(ask) : transport.request(ask);
  return Object.create(transport, { request: { value: request } });
}

export class Fetching {
  readonly #context: Context;
  readonly #receiver: Receiver;
  readonly #state: FetchState;
  #running: Promise<number> | undefined;

  constructor(context: Context, receiver: Receiver, state: FetchState) {
    this.#context = context;
    this.#receiver = receiver;
    this.#state = state;
  }

  /** Reads until there is no more; resolves with how many envelopes were done with. */
  fetch(): Promise<number> {
    this.#state.isUnderWay = true;
    this.#running ??= this.#all().finally(() => {
      this.#state.isUnderWay = false;
      this.#running = undefined;
    });
    return this.#running;
  }

  async #all(): Promise<number> {
    // Who was blocked elsewhere meanwhile is not shown here first.
    if (!this.#context.transport.connected) {
      this.#receiver.waitFor(this.#context.record.connected());
      this.#receiver.openHeld();
    }
    for (let count = 0; ; ) {
      const { messages, more } = await this.#page();
      const done = await this.#receiver.workOff(messages.map(envelopeOf));
      if (done.length === 0) return count;
      count += done.length;
      const guids = done.map((guid) => Buffer.from(guid).toString('hex'));
      await this.#ask({ verb: 'POST', path: '/v1/messages/acknowledge', body: { guids } });
      if (!more) return count;
    }
  }

  async #page(): Promise<Page> {
    const read = pageShape.safeParse((await this.#ask({ verb: 'GET', path: '/v1/messages' })).body);
    if (read.success) return read.data;
    throw new ClientError('server.unreadable', "The server's answer cannot be read.");
  }

  async #ask(ask: HttpAsk): Promise<HttpAnswer> {
    const answer = await reached(() => this.#context.http(ask));
    if (answer.status < 300) return answer;
    throw refusalOf(answer, 'What waits cannot be had');
  }
}

/** As a connection brings it. */
function envelopeOf(one: Page['messages'][number]): Uint8Array {
  const { sourceUuid, sourceDevice, reportSpamToken: token } = one;
  return encodeEnvelope({
    type: one.type as EnvelopeType,
    clientTimestamp: one.timestamp,
    serverTimestamp: one.serverTimestamp,
    content: Buffer.from(one.content, 'base64'),
    ...(sourceUuid === undefined ? {} : { sourceServiceId: sourceUuid }),
    ...(sourceDevice === undefined ? {} : { sourceDevice }),
    destinationServiceId: one.destinationUuid,
    serverGuid: Buffer.from(one.guid.replaceAll('-', ''), 'hex'),
    urgent: one.urgent,
    ...(token === undefined ? {} : { reportSpamToken: Buffer.from(token, 'base64') }),
  });
}
