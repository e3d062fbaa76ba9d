// `npm run bench -- polling`: clients that speak long-polling alone, on a cluster of four workers
// behind one port without a sticky balancer. All of them connect, and every echo comes back.

import { io, type Socket } from 'socket.io-client';
import { decodeResponse, encodeRequest } from '#protocol';
import { conclude, quantile, round } from '#lab/figures.ts';
import { launchCluster } from '#lab/launch.ts';
import { readFlags, runCommand } from '#lab/options.ts';
import { type PlainDevice, registerPlainDevice } from '#lab/plainDevice.ts';

const connectTimeoutMs = 20_000;
const requestTimeoutMs = 15_000;

interface PollingClient {
  readonly socket: Socket;
  readonly errors: string[];
  drops: number;
}

/** Connects one client; rejects when it has not connected in time. */
function connect(url: string, auth: Record<string, unknown>): Promise<PollingClient> {
  const socket = io(url, {
    transports: ['polling'],
    upgrade: false,
    auth,
    forceNew: true,
    reconnectionDelay: 200,
  });
  const client: PollingClient = { socket, errors: [], drops: 0 };
  socket.on('disconnect', () => client.drops++);
  socket.on('connect_error', (error) => client.errors.push(error.message));
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(client), connectTimeoutMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(client);
    });
  });
}

/** Asks over the socket for what the account is; returns the milliseconds it took. */
async function whoami({ socket }: PollingClient, account: string): Promise<number> {
  const request = encodeRequest({
    verb: 'GET',
    path: '/v1/accounts/whoami',
    headers: [],
    body: new Uint8Array(0),
  });
  const before = performance.now();
  const answer: Uint8Array = await socket
    .timeout(requestTimeoutMs)
    .emitWithAck('request', Buffer.from(request));
  const { status, body } = decodeResponse(new Uint8Array(answer));
  const uuid = (JSON.parse(Buffer.from(body).toString()) as { uuid?: string }).uuid;
  if (status !== 200 || uuid !== account) throw new Error(`whoami answered ${status}`);
  return performance.now() - before;
}

async function main(): Promise<0 | 1> {
  const values = readFlags({ clients: '100', rounds: '10', workers: '4', json: undefined });
  const count = Number(values.clients);
  const workers = Number(values.workers);
  const cluster = await launchCluster({ workers, unlimited: true, env: { ALDIS_LOG: 'warn' } });
  try {
    const devices: PlainDevice[] = [];
    for (let index = 0; index < count; index++) {
      devices.push(await registerPlainDevice(cluster.url, cluster.invitation));
    }
    const clients = await Promise.all(
      devices.map(({ username, password }) =>
        connect(cluster.url, { protocol: 1, username, password }),
      ),
    );
    const times: number[] = [];
    let failed = 0;
    for (let round = 0; round < Number(values.rounds); round++) {
      const asked = clients.map((client, index) => whoami(client, devices[index]?.account ?? ''));
      for (const outcome of await Promise.allSettled(asked)) {
        if (outcome.status === 'fulfilled') times.push(outcome.value);
        else failed++;
      }
    }
    const connected = clients.filter(({ socket }) => socket.connected).length;
    const drops = clients.reduce((total, client) => total + client.drops, 0);
    const errors = clients.flatMap((client) => client.errors);
    for (const { socket } of clients) socket.disconnect();
    times.sort((a, b) => a - b);
    return conclude(
      {
        clients: count,
        workers,
        connected,
        drops,
        connect_errors: errors.length,
        requests: times.length,
        requests_failed: failed,
        p50_ms: round(quantile(times, 0.5)),
        p99_ms: round(quantile(times, 0.99)),
      },
      [
        { sentence: 'every polling client connected', kept: connected === count },
        { sentence: 'no session was unknown to a worker', kept: errors.length === 0 },
        { sentence: 'no connection dropped', kept: drops === 0 },
        { sentence: 'every request was answered', kept: failed === 0 },
      ],
      values.json,
    );
  } finally {
    await cluster.stop();
  }
}

await runCommand(main);
