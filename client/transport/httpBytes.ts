// Requests whose answers stream: they may be long, so that only a line that stands still ends them.

import type { ClientClock } from '../clock.ts';
import type { Pool } from './dialer.ts';
import { Patience, request } from './request.ts';
import type { ByteAnswer, ByteAsk } from './transport.ts';
import { NoAnswer } from './transport.ts';

/** Nothing has come for so long: the line is dead. */
const silenceMaxMs = 45_000;

/** Asks once. Throws NoAnswer when there is no answer; so does its body when the line breaks. */
export async function httpBytes(
  pool: Pool,
  clock: Pick<ClientClock, 'after'>,
  server: string,
  ask: ByteAsk,
): Promise<ByteAnswer> {
  const url = new URL(ask.path, server);
  const patience = new Patience(clock, silenceMaxMs);
  try {
    const answer = await request(url, {
      method: ask.verb,
      headers: ask.headers,
      ...(ask.body === undefined ? {} : { body: ask.body }),
      agent: pool.agentOf(url),
      signal: patience.signal,
    });
    return { ...answer, body: bodyOf(answer.body, patience, url.origin) };
  } catch (error) {
    patience.over();
    throw new NoAnswer(`${url.origin} did not answer.`, { cause: error });
  }
}

async function* bodyOf(body: AsyncIterable<Uint8Array>, patience: Patience, origin: string) {
  try {
    for await (const bytes of body) {
      patience.renew();
      yield bytes;
    }
  } catch (error) {
    throw new NoAnswer(`${origin} has broken off.`, { cause: error });
  } finally {
    patience.over();
  }
}
