// Invitations as a cluster gives them: one that a development cluster makes for itself, so that
// its table can name it, and those of `npm run invite`.

import type { Config, Log } from '#runtime';
import { logConstant } from '#runtime';
import { systemCode } from './checks.ts';
import { operatorAsk } from './operatorAsk.ts';
import { whoIsHere } from './whoIsHere.ts';

const lifetimeMs = 24 * 60 * 60 * 1000;
const uses = 1000;
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
  const path = '/v1/operator/invitations';
  const body = { uses, lifetimeMs };
  const { body: told } = await operatorAsk(config, url, operatorToken, {
    verb: 'POST',
    path,
    body,
    name: whoIsHere(),
  });
  if (typeof told === 'object' && told !== null && 'token' in told) return String(told.token);
  throw new Error('the gateway gave no invitation');
}
