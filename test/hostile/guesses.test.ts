// Whoever guesses hears it later each time, at whichever door of a real cluster, and holds up
// nobody else who comes from the same address.

import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { limits } from '#protocol';
import { basic } from '../support/apiClient.ts';
import type { LaunchedCluster } from '../support/cluster.ts';
import { startTestCluster } from '../support/cluster.ts';
import { PageDevice } from '../support/pageClient/device.ts';

const delayMs = 200;
let cluster: LaunchedCluster;
let owner: PageDevice;

beforeAll(async () => {
  const env = { ALDIS_FAILURE_DELAY_MS: String(delayMs) };
  cluster = await startTestCluster({ workers: 1, unlimited: true, env });
  owner = await PageDevice.register(cluster.url, { invitation: cluster.invitation });
});
afterAll(async () => {
  await cluster?.stop();
});

/** A guess, and how long its answer took. */
async function guess(how: () => Promise<number | string>) {
  const begunMs = performance.now();
  const status = await how();
  return { status, tookMs: performance.now() - begunMs };
}

const http = (authorization: string) => async () => {
  const answer = await fetch(`${cluster.url}/v1/accounts/whoami`, { headers: { authorization } });
  return answer.status;
};
const invitation = async () => {
  const answer = await fetch(`${cluster.url}/v1/operator/invitations`, {
    headers: { authorization: 'Bearer a-guess-of-the-operators-token-0123456789' },
  });
  return answer.status;
};
const handshake = () =>
  new Promise<string>((resolve) => {
    const auth = { protocol: limits.protocolVersion, username: owner.user, password: 'guess' };
    const options = { auth, transports: ['websocket'], reconnection: false, forceNew: true };
    const socket = io(cluster.url, options);
    socket.once('connect_error', (error: Error & { data?: { code?: string } }) => {
      socket.disconnect();
      resolve(error.data?.code ?? error.message);
    });
  });

it('guesses are told later, at all doors together, and the owner waits for none', async () => {
  const wrong = basic(owner.user, 'a guess');
  for (const door of [http(wrong), http('Bearer e30.e30.AAAA'), invitation]) {
    expect((await guess(door)).status).toBe(401);
  }
  const fourth = await guess(http(wrong));
  expect(fourth.status).toBe(401);
  expect(fourth.tookMs).toBeGreaterThanOrEqual(delayMs - 5);
  const fifth = await guess(handshake);
  expect(fifth.status).toBe('auth.invalid');
  expect(fifth.tookMs).toBeGreaterThanOrEqual(2 * delayMs - 5);
  const sixth = guess(invitation);
  const own = [];
  for (let n = 0; n < 5; n += 1) own.push(await guess(http(basic(owner.user, owner.password))));
  expect(own.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  // Whoever waited for the guess would have waited eight times the delay.
  const quickest = Math.min(...own.map(({ tookMs }) => tookMs));
  expect(quickest).toBeLessThan(4 * delayMs);
  expect((await sixth).tookMs).toBeGreaterThanOrEqual(4 * delayMs - 5);
});

it('a flood of guesses has few answers wait, and hears so at once for the rest', async () => {
  const wrong = basic(owner.user, 'a guess');
  const all = await Promise.all(Array.from({ length: 60 }, () => http(wrong)()));
  const later = all.filter((status) => status === 429).length;
  expect(later).toBeGreaterThanOrEqual(40);
  expect(all.filter((status) => status === 401).length).toBe(60 - later);
  expect((await guess(http(basic(owner.user, owner.password)))).status).toBe(200);
});
