// `npm run bench -- push`: devices that are off, on a real cluster, and one distributor that wakes
// them all. Each gets one urgent message at a steady rate; measured is how long it takes from the
// answer to the sender until the distributor is called for the device. With `--down S` the
// distributor is away for the first S seconds, and what counts is that none is lost. With
// `--kills N` N workers are killed meanwhile: calls may be repeated then, under the same id.

import { randomBytes } from 'node:crypto';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '#lab/accounts.ts';
import { registerAccounts } from '#lab/accounts.ts';
import { conclude, quantile, round } from '#lab/figures.ts';
import type { LaunchedCluster } from '#lab/launch.ts';
import { launchCluster } from '#lab/launch.ts';
import { readFlags, runCommand, whole } from '#lab/options.ts';
import { someAtOnce } from '#lab/someAtOnce.ts';

const operatorToken = randomBytes(24).toString('hex');
const contentBytes = 300;
const atOnce = 16;
const sendersMost = 64;
/** For what is still under way when the last message was sent. */
const lateMsMax = 60_000;
/** After the distributor is back: a wake that failed often is tried again late. */
const backMsMax = 15 * 60_000;
/** After workers were killed: what they had begun is another's once it counts as stalled. */
const stalledMsMax = 150_000;
const againMs = 250;
const pollMs = 50;

interface Called {
  readonly firstAt: number;
  readonly ids: Set<string>;
  count: number;
}

/** Notes when each device was first called for, and how often; not of calls while it is away. */
async function startDistributor() {
  const calls = new Map<string, Called>();
  const away = { isAway: false, refused: 0 };
  const server = createServer((asked, answer) => {
    if (away.isAway) {
      away.refused += 1;
      asked.resume().on('end', () => void answer.writeHead(503).end());
      return;
    }
    const known = calls.get(asked.url ?? '');
    const id = String(asked.headers['topic']);
    if (known) {
      known.count += 1;
      known.ids.add(id);
    } else {
      calls.set(asked.url ?? '', { firstAt: performance.now(), ids: new Set([id]), count: 1 });
    }
    asked.resume().on('end', () => void answer.writeHead(200).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    calls,
    away,
    stop: () => server.close().closeAllConnections(),
  };
}

/** The same, again where its worker is gone meanwhile. */
async function putSurely(agent: Agent, url: string, by: Account, body: object): Promise<void> {
  const key = randomBytes(16).toString('hex');
  for (const untilAt = performance.now() + lateMsMax; ; ) {
    try {
      return await put(agent, url, by, body, key);
    } catch (error) {
      if (performance.now() > untilAt) throw error;
      await sleep(againMs);
    }
  }
}

/** Asks as that account. Throws where the server refuses. */
function put(
  agent: Agent,
  url: string,
  by: Account,
  body: object,
  key = randomBytes(16).toString('hex'),
): Promise<void> {
  const basic = Buffer.from(`${by.username}:${by.password}`).toString('base64');
  const headers = {
    'content-type': 'application/json',
    authorization: `Basic ${basic}`,
    'idempotency-key': key,
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
  const usual = { devices: '10000', rate: '200', workers: '2', down: '0', kills: '0' };
  const flags = readFlags({ ...usual, json: undefined });
  const count = whole('--devices', flags.devices, 1, 100_000);
  const rate = whole('--rate', flags.rate, 1, 10_000);
  const workers = whole('--workers', flags.workers, 1, 16);
  const kills = whole('--kills', flags.kills, 0, 100);
  const downMs = whole('--down', flags.down, 0, 3_600) * 1000;
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
    const send = kills > 0 ? putSurely : put;
    const killing = killSome(cluster, kills, (count * 1000) / rate);
    distributor.away.isAway = downMs > 0;
    const beganAt = performance.now();
    let refused = 0;
    await Promise.all(
      devices.map(async (one, index) => {
        await sleep(Math.max(0, beganAt + (index * 1000) / rate - performance.now()));
        await send(agent, `${url}/v1/messages/${one.name}`, sender, messageFor(one)).then(
          () => answeredAt.set(`/${one.name}`, performance.now()),
          () => refused++,
        );
      }),
    );
    await killing;
    const sentInMs = performance.now() - beganAt;
    const { calls, away } = distributor;
    await sleep(Math.max(0, beganAt + downMs - performance.now()));
    away.isAway = false;
    const backAt = performance.now();
    const patienceMs = kills > 0 ? stalledMsMax : lateMsMax;
    const untilAt = backAt + (downMs > 0 ? backMsMax : patienceMs);
    while (calls.size < answeredAt.size && performance.now() < untilAt) await sleep(pollMs);
    const run = { answeredAt, calls, refused, sentInMs, count, workers };
    if (downMs + kills === 0) return told(run, flags.json);
    return toldOfFaults({ ...run, away, downMs, kills, backAt }, flags.json);
  } finally {
    await cluster.stop();
    agent.destroy();
    distributor.stop();
  }
}

/** Kills workers one after the other, spread over the time in which messages go out. */
async function killSome(cluster: LaunchedCluster, kills: number, inMs: number): Promise<void> {
  for (let killed = 0; killed < kills; killed++) {
    await sleep(inMs / (kills + 1));
    const [one] = cluster.facts().workers;
    if (one) process.kill(one.pid, 'SIGKILL');
  }
}

interface Run {
  readonly answeredAt: ReadonlyMap<string, number>;
  readonly calls: ReadonlyMap<string, Called>;
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

interface FaultsRun extends Run {
  readonly away: { readonly refused: number };
  readonly downMs: number;
  readonly kills: number;
  readonly backAt: number;
}

function toldOfFaults({ calls, away, answeredAt, backAt, ...run }: FaultsRun, json?: string) {
  const waits = [...calls.values()].map(({ firstAt }) => firstAt - backAt).sort((a, b) => a - b);
  const lost = [...answeredAt.keys()].filter((path) => !calls.has(path)).length;
  const repeated = [...calls.values()].filter((one) => one.count > 1);
  const renamed = repeated.filter(({ ids }) => ids.size > 1).length;
  const figures = {
    devices: run.count,
    workers: run.workers,
    sent: answeredAt.size,
    refused: run.refused,
    killed: run.kills,
    down_s: round(run.downMs / 1000),
    calls_while_down: away.refused,
    called: waits.length,
    lost,
    called_again: repeated.length,
    called_again_by_another_id: renamed,
    back_p50_s: round(quantile(waits, 0.5) / 1000),
    back_p99_s: round(quantile(waits, 0.99) / 1000),
    back_max_s: round(quantile(waits, 1) / 1000),
  };
  return conclude(
    figures,
    [
      { sentence: 'every message was taken', kept: run.refused === 0 },
      { sentence: 'no device was called for by another id', kept: renamed === 0 },
      // Whose worker died between storing and waking is called for once its mail moves: in ten
      // minutes, for which nobody waits here.
      ...(run.kills > 0
        ? []
        : [
            { sentence: 'no wake was lost', kept: lost === 0 },
            { sentence: 'no device was called for twice', kept: repeated.length === 0 },
          ]),
    ],
    json,
  );
}

await runCommand(main);
