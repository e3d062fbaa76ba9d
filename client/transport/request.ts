// One request over HTTP, and how long one waits for it.

import type { Agent, IncomingMessage } from 'node:http';
import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { ClientClock } from '../clock.ts';
import { limits } from '#protocol';

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly agent?: Agent | undefined;
  readonly signal?: AbortSignal;
}

export interface Answered {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
}

const redirections: readonly (number | undefined)[] = [301, 302, 303, 307, 308];

/** Ends what waits for longer than it may. */
export class Patience {
  readonly #clock: Pick<ClientClock, 'after'>;
  readonly #delayMs: number;
  readonly #line = new AbortController();
  readonly signal: AbortSignal = this.#line.signal;
  #timer: { cancel(): void } | undefined;

  constructor(clock: Pick<ClientClock, 'after'>, delayMs: number) {
    this.#clock = clock;
    this.#delayMs = delayMs;
    this.renew();
  }

  /** Makes it as long again from now on. */
  renew(): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.after(this.#delayMs, () => this.#line.abort());
  }

  over(): void {
    this.#timer?.cancel();
  }
}

/** Asks once. Throws where there is no answer, or where it leads elsewhere. */
export function request(url: URL, asked: Asked): Promise<Answered> {
  const { body, agent, ...options } = asked;
  const by = url.protocol === 'https:' ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    const sent = by(url, { ...options, ...(agent ? { agent } : {}) }, (answer) => {
      const { statusCode } = answer;
      if (redirections.includes(statusCode)) {
        answer.destroy();
        reject(new Error(`${url.origin} leads elsewhere.`));
        return;
      }
      resolve({ status: statusCode ?? 0, headers: headersOf(answer), body: answer });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

/** The body as text; throws where it is longer than any answer. */
export async function textOf(
  body: AsyncIterable<Uint8Array>,
  bytesMax: number = limits.frameBytesMax,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > bytesMax) throw new Error('The answer is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
