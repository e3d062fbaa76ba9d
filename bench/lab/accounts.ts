// Many accounts, quickly, for measurements that need devices and no conversation. All of them have
// the same keys, made once, and the same password: the server checks and keeps them for each as it
// would any. Nobody decrypts anything.

import { randomInt } from 'node:crypto';
import { Agent, request } from 'node:http';
import { createRegistration } from './plainDevice.ts';
import { accountAddress, eventFramesQuery, parseAccountId, homeOf, homeQuery } from '#protocol';
import type { Seat, Wire } from './raw/dialects.ts';
import { someAtOnce } from './someAtOnce.ts';

const atOnce = 16;
const invitationUsesMax = 100_000;
const invitationLifetimeMs = 3_600_000;

export interface Account extends Seat {
  readonly username: string;
  readonly password: string;
}

export interface Door {
  readonly url: string;
  readonly operatorToken: string;
  /** How the accounts will connect. */
  readonly wire?: Wire;
}

/** Registers accounts one by one, all by one invitation and with one set of keys. */
export interface Registrar {
  register(): Promise<Account>;
  /** Deletes an account and everything of it. */
  remove(account: Account): Promise<void>;
  end(): void;
}

export async function createRegistrar(door: Door, uses: number): Promise<Registrar> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const { token } = await post<{ token: string }>(agent, `${door.url}/v1/operator/invitations`, {
    authorization: `Bearer ${door.operatorToken}`,
    body: JSON.stringify({
      uses: Math.min(invitationUsesMax, uses),
      lifetimeMs: invitationLifetimeMs,
    }),
  });
  const { password, body } = createRegistration(token);
  const authorization = basic('invitation', password);
  return {
    async register() {
      const registrationId = randomInt(1, 16_384);
      const own = JSON.stringify(body(registrationId));
      const url = `${door.url}/v1/registration`;
      const { uuid } = await post<{ uuid: string }>(agent, url, { authorization, body: own });
      const one = account(uuid, registrationId, password);
      return door.wire === 'sdk' ? asSdk(one) : one;
    },
    async remove({ username, password: own }) {
      const url = `${door.url}/v1/accounts/me`;
      await call(agent, 'DELETE', url, { authorization: basic(username, own), body: '' });
    },
    end: () => agent.destroy(),
  };
}

/** Registers this many accounts, a few at a time; `onProgress` hears how many there are. */
export async function registerAccounts(
  door: Door,
  count: number,
  onProgress: (done: number) => void = () => undefined,
): Promise<Account[]> {
  const registrar = await createRegistrar(door, count);
  try {
    let done = 0;
    return await someAtOnce(atOnce, Array(count).keys(), async () => {
      const registered = await registrar.register();
      onProgress(++done);
      return registered;
    });
  } finally {
    registrar.end();
  }
}

function account(uuid: string, registrationId: number, password: string): Account {
  const username = `${uuid}.1`;
  const auth = { protocol: 1, username, password };
  return { name: uuid, auth, registrationId, username, password };
}

function asSdk(one: Account): Account {
  const account = parseAccountId(one.name);
  if (!account) throw new Error('an account has no ACI');
  const home = homeOf(accountAddress(account));
  return { ...one, frames: true, query: `&${eventFramesQuery}=1&${homeQuery}=${home}` };
}

/** Seats with access tokens, which a client has when it comes back. */
export async function withTokens(door: Door, accounts: readonly Account[]): Promise<Account[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  try {
    return await someAtOnce(atOnce, accounts, async (one) => {
      const authorization = basic(one.username, one.password);
      const url = `${door.url}/v1/auth/token`;
      const { accessToken } = await post<{ accessToken: string }>(agent, url, {
        authorization,
        body: '',
      });
      return { ...one, auth: { protocol: 1, token: accessToken } };
    });
  } finally {
    agent.destroy();
  }
}

/** Makes friends of one account and each of the others, a few at a time. */
export async function befriend(
  door: Door,
  one: Account,
  others: readonly Account[],
  onProgress: (done: number) => void = () => undefined,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const ask = async (from: Account, to: Account) => {
    const authorization = basic(from.username, from.password);
    await call(agent, 'PUT', `${door.url}/v1/friends/${to.name}`, { authorization, body: '' });
  };
  try {
    let done = 0;
    await someAtOnce(atOnce, others, async (other) => {
      await ask(other, one);
      await ask(one, other);
      onProgress(++done);
    });
  } finally {
    agent.destroy();
  }
}

const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

interface Call {
  readonly authorization: string;
  readonly body: string;
}

async function post<T>(agent: Agent, url: string, what: Call): Promise<T> {
  return JSON.parse(await call(agent, 'POST', url, what)) as T;
}

/**
 * Resolves with the body of an answer of success. Plain `node:http`: at ten thousand requests it
 * costs half of what `fetch` does.
 */
function call(
  agent: Agent,
  method: string,
  url: string,
  { authorization, body }: Call,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization,
      'content-length': Buffer.byteLength(body),
      ...(body === '' ? {} : { 'content-type': 'application/json' }),
    };
    const asked = request(url, { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        const { statusCode = 0 } = response;
        if (statusCode === 200 || statusCode === 204) resolve(text);
        else reject(new Error(`${url} answered ${statusCode}: ${text.slice(0, 300)}`));
      });
    });
    asked.once('error', reject);
    asked.end(body);
  });
}
