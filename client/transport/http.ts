// Requests over plain HTTP, and how JSON answers are read whichever way they came.

import { z } from 'zod';
import { isErrorCode } from '#protocol';
import { ClientError } from '../clientError.ts';
import type { ClientErrorCode } from '../clientError.ts';
import type { ClientClock } from '../clock.ts';
import { waitMaxMs } from './backoff.ts';
import type { Pool } from './dialer.ts';
import { Patience, request, textOf } from './request.ts';
import { retryAfterOf } from './serverWords.ts';
import type { HttpAnswer, HttpAsk } from './transport.ts';
import { NoAnswer } from './transport.ts';

const httpTimeoutMs = 15_000;

/** Asks once. Throws NoAnswer when there is none. */
export async function httpAsk(
  pool: Pool,
  clock: Pick<ClientClock, 'after'>,
  server: string,
  ask: HttpAsk,
): Promise<HttpAnswer> {
  const url = new URL(ask.path, server);
  const patience = new Patience(clock, httpTimeoutMs);
  try {
    const { status, headers, body } = await request(url, {
      method: ask.verb,
      headers: {
        accept: 'application/json',
        ...(ask.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(ask.authorization ? { authorization: ask.authorization } : {}),
      },
      ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
      agent: pool.agentOf(url),
      signal: patience.signal,
    });
    return { status, headers, body: parseJson(await textOf(body)) };
  } catch (error) {
    throw new NoAnswer(`${url.origin} did not answer.`, { cause: error });
  } finally {
    patience.over();
  }
}

/** Whether somebody answers there who is a server at work. Says nothing of who asks. */
export async function probe(
  pool: Pool,
  clock: Pick<ClientClock, 'after'>,
  server: string,
  signal: AbortSignal,
): Promise<void> {
  const url = new URL('/livez', server);
  const patience = new Patience(clock, httpTimeoutMs);
  try {
    const both = AbortSignal.any([signal, patience.signal]);
    const { status, body } = await request(url, { agent: pool.agentOf(url), signal: both });
    await textOf(body);
    if (status >= 500) throw new Error(`${url.origin} answered ${status}.`);
  } finally {
    patience.over();
  }
}

export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** JSON, or `undefined` for anything else. */
export function parseJson(text: string): unknown {
  if (text.length === 0) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const codeOfStatus: Readonly<Record<number, ClientErrorCode>> = {
  400: 'request.malformed',
  401: 'auth.invalid',
  403: 'auth.forbidden',
  404: 'account.not_found',
  413: 'request.too_large',
  422: 'request.invalid',
  429: 'rate.limited',
  500: 'server.defect',
  503: 'server.unavailable',
  504: 'server.timeout',
};

/** How long a lock or one-time codes hold. Unit: milliseconds. Source: Signal's body of a 423. */
const remainingShape = z.object({ timeRemaining: z.number().int().positive() });

/** True when the same request may succeed later. */
export function isRetryable(answer: HttpAnswer): boolean {
  return answer.status === 429 || answer.status >= 500;
}

/** An answer of no success as an error: its own code where it names one, else its status's. */
export function refusalOf(answer: HttpAnswer, what: string): ClientError {
  const body: unknown = answer.body;
  const named = field(body, 'code');
  const code =
    named !== undefined && isErrorCode(named)
      ? named
      : (codeOfStatus[answer.status] ?? 'server.refused');
  const detail = field(body, 'message') ?? field(body, 'detail') ?? field(body, 'title');
  const asked = retryAfterOf(answer.headers['retry-after']);
  return new ClientError(code, `${what}: ${detail ?? `the server answered ${answer.status}`}`, {
    retryAfterMs: asked === undefined ? undefined : Math.min(asked, waitMaxMs),
    timeRemainingMs: remainingShape.safeParse(body).data?.timeRemaining,
  });
}

/**
 * The same of a request of which nobody knows what became where the server could not answer it:
 * then it is NoAnswer, and may be asked again.
 */
export function failureOf(answer: HttpAnswer, what: string): ClientError | NoAnswer {
  const refusal = refusalOf(answer, what);
  return answer.status >= 500 ? new NoAnswer(refusal.message, { cause: refusal }) : refusal;
}

function field(body: unknown, name: string): string | undefined {
  if (typeof body !== 'object' || body === null || !(name in body)) return undefined;
  const value: unknown = Reflect.get(body, name);
  return typeof value === 'string' ? value : undefined;
}
