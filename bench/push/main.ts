// `npm run bench -- push`: devices that are off, on a real cluster, and one distributor that wakes
// them all. Each gets one urgent message at a steady rate; measured is how long it takes from the
// answer to the sender until the distributor is called for the device.

import { randomBytes } from 'node:crypto';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '#lab/accounts.ts';
import { registerAccounts } from '#lab/accounts.ts';
import { conclude, quantile, round } from '#lab/figures.ts';
import { launchCluster } from '#lab/launch.ts';
import { readFlags, runCommand, whole } from '#lab/options.ts';
import { someAtOnce } from '#lab/someAtOnce.ts';

const operatorToken = randomBytes(24).toString('hex');
const contentBytes = 300;
const atOnce = 16;
const sendersMost = 64;
/** For what is still under way when the last message was sent. */
const lateMsMax = 60_000;
const pollMs = 50;

/** Notes when each device was first called for, and how often. */
async function startDistributor() {
  const calls = new Map<string, { readonly firstAt: number; count: number }>();
  const server = createServer((asked, answer) => {
    const known = calls.get(asked.url ?? '');
    if (known) known.count += 1;
    else calls.set(asked.url ?? '', { firstAt: performance.now(), count: 1 });
    asked.resume().on('end', () => void answer.writeHead(200).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, calls, stop: () => server.close().closeAllConnections() };
}

/** Asks as that account. Throws where the server refuses. */
function put(agent: Agent, url: string, by: Account, body: object): Promise<void> {
  const basic = Buffer.from(`${by.username}:${by.password}`).toString('base64');
  const headers = {
    'content-type': 'application/json',
    authorization: `Basic ${basic}`,
    'idempotency-key': randomBytes(16).toString('hex'),
  };
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'PUT', agent, headers }, (answer) => {
      const { statusCode = 0 } = answer;
      answer.resume().on('end', () => {
        if (statusCode < 300) resolve();
        else reject(new Error(`${new URL(url).pathname} answered ${statusCode}`));
      });
    });
    asked.on('error', reject);
    asked.end(JSON.stringify(body));
  });
}

const messageFor = ({ registrationId }: Account) => ({
  messages: [
    {
      type: 1,
      destinationDeviceId: 1,
      destinationRegistrationId: registrationId,
      content: randomBytes(contentBytes).toString('base64'),
    },
  ],
  timestamp: Date.now(),
  online: false,
  urgent: true,
});

async function main(): Promise<0 | 1> {
  const flags = readFlags({ devices: '10000', rate: '200', workers: '2', json: undefined });
  const count = whole('--devices', flags.devices, 1, 100_000);
  const rate = whole('--rate', flags.rate, 1, 10_000);
  const workers = whole('--workers', flags.workers, 1, 16);
  const distributor = await startDistributor();
  const agent = new Agent({ keepAlive: true, maxSockets: sendersMost });
  const env = {
    ALDIS_OPERATOR_TOKEN: operatorToken,
    ALDIS_PUSH_HOSTS: distributor.host,
    ALDIS_LOG: 'warn',
  };
  const cluster = await launchCluster({ workers, unlimited: true, env });
  try {
    const { url } = cluster;
    const [sender, ...devices] = await registerAccounts({ url, operatorToken }, count + 1);
    if (!sender) throw new Error('nobody to send');
    await someAtOnce(atOnce, devices, (one) => {
      const endpoint = `http://${distributor.host}/${one.name}`;
      return put(agent, `${url}/v1/accounts/webpush`, one, { kind: 'unifiedpush', endpoint });
    });
    console.log(`${count} devices are registered and off; ${rate} messages a second go out`);
    const answeredAt = new Map<string, number>();
    const beganAt = performance.now();
    let refused = 0;
    await Promise.all(
      devices.map(async (one, index) => {
        await sleep(Math.max(0, beganAt + (index * 1000) / rate - performance.now()));
        await put(agent, `${url}/v1/messages/${one.name}`, sender, messageFor(one)).then(
          () => answeredAt.set(`/${one.name}`, performance.now()),
          () => refused++,
        );
      }),
    );
    const sentInMs = performance.now() - beganAt;
    const untilAt = performance.now() + lateMsMax;
    const { calls } = distributor;
    while (calls.size < answeredAt.size && performance.now() < untilAt) await sleep(pollMs);
    return told({ answeredAt, calls, refused, sentInMs, count, workers }, flags.json);
  } finally {
    await cluster.stop();
    agent.destroy();
    distributor.stop();
  }
}

interface Run {
  readonly answeredAt: ReadonlyMap<string, number>;
  readonly calls: ReadonlyMap<string, { readonly firstAt: number; readonly count: number }>;
  readonly refused: number;
  readonly sentInMs: number;
  readonly count: number;
  readonly workers: number;
}

function told({ answeredAt, calls, refused, sentInMs, count, workers }: Run, json?: string) {
  // A call may come before the sender hears that its message is stored.
  const waits = [...answeredAt].flatMap(([path, at]) => {
    const call = calls.get(path);
    return call ? [Math.max(0, call.firstAt - at)] : [];
  });
  waits.sort((a, b) => a - b);
  const repeated = [...calls.values()].filter((one) => one.count > 1).length;
  const figures = {
    devices: count,
    workers,
    sent: answeredAt.size,
    refused,
    sent_per_second: round((answeredAt.size * 1000) / sentInMs),
    called: waits.length,
    called_again: repeated,
    p50_ms: round(quantile(waits, 0.5)),
    p99_ms: round(quantile(waits, 0.99)),
    max_ms: round(quantile(waits, 1)),
  };
  return conclude(
    figures,
    [
      { sentence: 'every message was taken', kept: refused === 0 },
      { sentence: 'every device was called for', kept: waits.length === answeredAt.size },
      { sentence: 'no device was called for twice', kept: repeated === 0 },
      {
        sentence: '99 of 100 were called for within a second',
        kept: quantile(waits, 0.99) <= 1000,
      },
    ],
    json,
  );
}

await runCommand(main);
