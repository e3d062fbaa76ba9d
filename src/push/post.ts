// One POST to a push service over HTTP/1.1, on sockets that are kept. What it answers is a status
// and headers; of a body no more is read than an error needs.

import type { IncomingHttpHeaders, OutgoingHttpHeaders, RequestOptions } from 'node:http';
import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { SecureContext } from 'node:tls';
import type { PushOutcome } from '#ports';
import { lookupPublic } from './addresses.ts';

/** From the first byte to the answer. */
export const answerTimeoutMs = 10_000;
const socketsPerHostMax = 32;
const socketsMax = 256;
const idleSocketMs = 30_000;
/** Of an answer no more is read. */
export const bodyBytesMax = 4096;

export interface Posted {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Cut off where it is long. */
  readonly body: string;
}

/** Sockets of a worker to push services. */
export class Poster {
  readonly #agents: {
    readonly guarded: HttpsAgent;
    readonly named: HttpsAgent;
    readonly plain: HttpAgent;
  };

  /** `trust`: the authorities that named hosts are believed by; those of Node otherwise. */
  constructor(trust?: SecureContext) {
    const kept = {
      keepAlive: true,
      maxSockets: socketsPerHostMax,
      maxTotalSockets: socketsMax,
      timeout: idleSocketMs,
    };
    this.#agents = {
      guarded: new HttpsAgent({ ...kept, lookup: lookupPublic as RequestOptions['lookup'] }),
      named: new HttpsAgent(trust ? { ...kept, secureContext: trust } : kept),
      plain: new HttpAgent(kept),
    };
  }

  /** `isNamed`: the operator has named the host, which may be anywhere. Throws when it is away. */
  post(
    url: URL,
    isNamed: boolean,
    headers: OutgoingHttpHeaders,
    body: Uint8Array | string,
  ): Promise<Posted> {
    const { guarded, named, plain } = this.#agents;
    const isPlain = url.protocol === 'http:';
    if (isPlain && !isNamed) return Promise.reject(new Error('plain HTTP'));
    const agent = isPlain ? plain : isNamed ? named : guarded;
    const options: RequestOptions = {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      signal: AbortSignal.timeout(answerTimeoutMs),
    };
    return new Promise((resolve, reject) => {
      const request = (isPlain ? requestHttp : requestHttps)(url, options, (answer) => {
        let text = '';
        const done = () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text });
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => {
          text += part.slice(0, bodyBytesMax - text.length);
          if (text.length < bodyBytesMax) return;
          // A service is whoever a stranger has named: it may send without end.
          done();
          answer.destroy();
        });
        answer.on('error', reject);
        answer.on('end', done);
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }
}

type Later = Extract<PushOutcome, { readonly outcome: 'later' }>;

/** To be tried again: when, the service has said in `Retry-After`, or nobody has. */
export function later(reason: Later['reason'], headers: IncomingHttpHeaders, nowMs: number): Later {
  const retryAfterMs = retryAfterOf(headers['retry-after'], nowMs);
  return { outcome: 'later', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** What `Retry-After` asks for; undefined where it cannot be read. Source: RFC 9110, 10.2.3. */
function retryAfterOf(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}
