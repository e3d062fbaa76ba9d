// Invitations as a cluster gives them: one that a development cluster makes for itself, so that
// its table can name it, and those of `npm run invite`.

import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Config, Log } from '#runtime';
import { logConstant } from '#runtime';
import { systemCode } from './checks.ts';

const lifetimeMs = 24 * 60 * 60 * 1000;
const uses = 1000;
const timeoutMs = 10_000;
const attempts = 3;

/** Asks the gateway for one; the cluster runs without it as well. */
export async function invite(
  config: Config,
  url: string,
  operatorToken: string,
  log: Log,
): Promise<string | undefined> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      return await makeInvitation(config, url, operatorToken, uses, lifetimeMs);
    } catch (error) {
      log.warn('invitation.failed', { attempt, system: logConstant(systemCode(error)) });
    }
  }
  return undefined;
}

/** Asks for one, once. Throws what keeps the gateway from giving it. */
export async function makeInvitation(
  config: Config,
  url: string,
  operatorToken: string,
  uses: number,
  lifetimeMs: number,
): Promise<string> {
  const body = JSON.stringify({ uses, lifetimeMs });
  const answer = await post(config, `${url}/v1/operator/invitations`, body, {
    authorization: `Bearer ${operatorToken}`,
    'content-type': 'application/json',
  });
  const told: unknown = JSON.parse(answer);
  if (typeof told === 'object' && told !== null && 'token' in told) return String(told.token);
  throw new Error('the gateway gave no invitation');
}

function post(
  config: Config,
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const options = { method: 'POST', headers, timeout: timeoutMs, agent: false } as const;
  return new Promise((resolve, reject) => {
    const request = config.ALDIS_TLS_CERT_FILE
      ? httpsRequest(url, { ...options, ...ownCertificate(config.ALDIS_TLS_CERT_FILE) })
      : httpRequest(url, options);
    request.on('response', (answer) => text(answer).then(resolve, reject));
    request.on('timeout', () => request.destroy(new Error('the gateway did not answer')));
    request.on('error', reject);
    request.end(body);
  });
}

/** Trusts the very certificate we serve with, whatever name is in it. */
const ownCertificate = (file: string) => ({
  ca: readFileSync(file),
  allowPartialTrustChain: true,
  checkServerIdentity: () => undefined,
});
