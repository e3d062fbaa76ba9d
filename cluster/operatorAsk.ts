// One request to the cluster's own gateway in an operator's name.

import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Config } from '#runtime';

const timeoutMs = 10_000;

export interface OperatorAsk {
  readonly verb: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Behind the gateway's address. */
  readonly path: string;
  readonly body?: object;
  /** Who asks, for the log of operators' acts. */
  readonly name?: string | undefined;
}

/** Asks once. Throws what keeps the gateway from answering. */
export async function operatorAsk(
  config: Pick<Config, 'ALDIS_TLS_CERT_FILE'>,
  url: string,
  operatorToken: string,
  { verb, path, body, name }: OperatorAsk,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const headers = {
    authorization: `Bearer ${operatorToken}`,
    ...(name === undefined ? {} : { 'x-aldis-operator': name }),
    ...(body ? { 'content-type': 'application/json' } : {}),
  };
  const options = { method: verb, headers, timeout: timeoutMs, agent: false } as const;
  const to = `${url}${path}`;
  return new Promise((resolve, reject) => {
    const request = config.ALDIS_TLS_CERT_FILE
      ? httpsRequest(to, { ...options, ...ownCertificate(config.ALDIS_TLS_CERT_FILE) })
      : httpRequest(to, options);
    request.on('response', (answer) => {
      const read = text(answer).then((told): unknown =>
        told === '' ? undefined : JSON.parse(told),
      );
      read.then((told) => resolve({ status: answer.statusCode ?? 0, body: told }), reject);
    });
    request.on('timeout', () => request.destroy(new Error('the gateway did not answer')));
    request.on('error', reject);
    request.end(body && JSON.stringify(body));
  });
}

/** Trusts the very certificate we serve with, whatever name is in it. */
const ownCertificate = (file: string) => ({
  ca: readFileSync(file),
  allowPartialTrustChain: true,
  checkServerIdentity: () => undefined,
});
