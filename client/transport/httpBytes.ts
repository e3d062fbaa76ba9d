// Requests whose answers stream: they may be long, so that only a line that stands still ends them.

import { systemClock } from '../clock.ts';
import type { ByteAnswer, ByteAsk } from './transport.ts';
import { NoAnswer } from './transport.ts';

/** Nothing has come for so long: the line is dead. */
const silenceMaxMs = 45_000;

/** Ends a request on whose line nothing moves. */
class Watch {
  readonly #line = new AbortController();
  readonly signal = this.#line.signal;
  #timer: { cancel(): void } | undefined;

  moved(): void {
    this.#timer?.cancel();
    this.#timer = systemClock.after(silenceMaxMs, () => this.#line.abort());
  }

  over(): void {
    this.#timer?.cancel();
  }
}

/** Asks once. Throws NoAnswer when there is no answer; so does its body when the line breaks. */
export async function httpBytes(server: string, ask: ByteAsk): Promise<ByteAnswer> {
  const url = new URL(ask.path, server);
  const watch = new Watch();
  watch.moved();
  try {
    const response = await fetch(url, {
      method: ask.verb,
      headers: ask.headers,
      ...(ask.body === undefined ? {} : { body: new Uint8Array(ask.body) }),
      signal: watch.signal,
      redirect: 'error',
    });
    const headers = Object.fromEntries(response.headers.entries());
    return { status: response.status, headers, body: bodyOf(response, watch, url.origin) };
  } catch (error) {
    watch.over();
    throw new NoAnswer(`${url.origin} did not answer.`, { cause: error });
  }
}

async function* bodyOf(response: Response, watch: Watch, origin: string) {
  try {
    for await (const bytes of response.body ?? []) {
      watch.moved();
      yield bytes as Uint8Array;
    }
  } catch (error) {
    throw new NoAnswer(`${origin} has broken off.`, { cause: error });
  } finally {
    watch.over();
  }
}
