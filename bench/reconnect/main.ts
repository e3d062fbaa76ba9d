// `npm run bench -- reconnect`: many connected devices lose their connections in one instant and
// come back with the SDK's first pause, with access tokens that are still good. How long until all
// are connected again and have what waited for them, and what does a pair notice that writes on?

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { clockMicros } from '#lab/clock.ts';
import { CpuMeter, GroupMeter, totalMicros } from '#lab/processCpu.ts';
import type { AldisContender } from '#lab/contender.ts';
import { startAldis } from '#lab/contender.ts';
import { withTokens } from '#lab/accounts.ts';
import type { Verdict } from '#lab/figures.ts';
import { conclude, round } from '#lab/figures.ts';
import { oneOf, readFlags, runCommand, whole } from '#lab/options.ts';
import { createProgress } from '#lab/progress.ts';
import { overflowsFrom } from './overflows.ts';
import { assemble } from '#lab/raw/assemble.ts';
import type { Latency, RawGenerators, RunResult } from '#lab/raw/generators.ts';
import type { CrowdState } from '#lab/raw/crowd.ts';
import type { Wire } from '#lab/raw/dialects.ts';
import { wires } from '#lab/raw/dialects.ts';
import { Crowds } from '#lab/raw/crowds.ts';
import { seatPairs } from '#lab/seating.ts';

const allBackMsMost = 10_000;
const bystanderP99MsMost = 1000;
/** The bystanders write this long before the cut, and this often. */
const calmMs = 5000;
const bystanderRate = 100;
/** How long they go on after it: whoever is not back by then is reported as missing. */
const watchMs = 45_000;
const restMs = 3000;
const pollMs = 100;

interface Storm {
  readonly cutMicros: number;
  /** Processor time of server and clients from the cut until all were back. */
  readonly serverMicros: number;
  readonly clientMicros: number;
  /** Handshakes of TCP that found the server's queue full; they try again after a second. */
  readonly overflows: number;
  readonly before: CrowdState;
  readonly after: CrowdState;
}

/** Cuts everybody off and waits until all are back, or too long. */
async function storm(crowds: Crowds, aldis: AldisContender, expected: number): Promise<Storm> {
  const before = await crowds.state();
  const servers = new GroupMeter(aldis.servers);
  const clients = new CpuMeter(() => crowds.pids);
  const overflowsBefore = listenOverflows();
  const cutMicros = clockMicros();
  await crowds.drop();
  const progress = createProgress('back');
  for (;;) {
    const after = await crowds.state();
    progress.show(after.ready / expected, `${after.ready} of ${expected}`);
    if (after.ready >= expected || clockMicros() - cutMicros > watchMs * 1000) {
      progress.end();
      const serverMicros = totalMicros(servers.read()) ?? Number.NaN;
      const clientMicros = clients.read() ?? Number.NaN;
      const overflows = listenOverflows() - overflowsBefore;
      return { cutMicros, serverMicros, clientMicros, overflows, before, after };
    }
    await sleep(pollMs);
  }
}

/** How often a listener's queue was full, on the whole machine; 0 where it is not told. */
function listenOverflows(): number {
  try {
    return overflowsFrom(readFileSync('/proc/net/netstat', 'utf8'));
  } catch {
    return 0;
  }
}

function judge(storm: Storm, bystanders: RunResult, expected: number, json: string | undefined) {
  const { cutMicros, before, after } = storm;
  const back = after.ready >= expected;
  const allBackMs = back ? (after.lastReadyMicros - cutMicros) / 1000 : Number.NaN;
  const until = back ? after.lastReadyMicros : cutMicros + watchMs * 1000;
  const meanwhile = bystanders.deliveredBetween(cutMicros, until);
  const calm = bystanders.deliveredBetween(cutMicros - calmMs * 1000, cutMicros);
  const words = (one: Latency) =>
    `p50 ${round(one.p50Ms)} ms, p99 ${round(one.p99Ms)} ms, slowest ${round(one.maxMs)} ms`;
  const attempts = after.attempts - before.attempts;
  console.log(`${after.ready} of ${expected} are back after ${round(allBackMs)} ms`);
  const perConnection = (micros: number) => round(micros / Math.max(1, after.ready));
  console.log(
    `server ${perConnection(storm.serverMicros)} µs of CPU per connection, ` +
      `clients ${perConnection(storm.clientMicros)}; listen queue full ${storm.overflows} times`,
  );
  console.log(`attempts ${attempts}, lost on the way: ${JSON.stringify(after.losses)}`);
  console.log(`bystanders before: ${words(calm)}; meanwhile: ${words(meanwhile)}`);
  const { lost, duplicated, outOfOrder, unanswered } = bystanders.ledger;
  const promises: Verdict[] = [
    { sentence: `all are back within ${allBackMsMost / 1000} s`, kept: allBackMs <= allBackMsMost },
    {
      sentence: `99 of 100 messages of bystanders are delivered within ${bystanderP99MsMost} ms`,
      kept: meanwhile.p99Ms <= bystanderP99MsMost,
    },
    {
      sentence: 'bystanders lost nothing',
      kept: lost + duplicated + outOfOrder + unanswered === 0,
    },
  ];
  const figures = {
    connections: expected,
    all_back_ms: round(allBackMs),
    back: after.ready,
    attempts,
    server_us_per_connection: perConnection(storm.serverMicros),
    client_us_per_connection: perConnection(storm.clientMicros),
    listen_overflows: storm.overflows,
    bystander_p50_ms: round(meanwhile.p50Ms),
    bystander_p99_ms: round(meanwhile.p99Ms),
    bystander_max_ms: round(meanwhile.maxMs),
    calm_p99_ms: round(calm.p99Ms),
    bystander_sent: bystanders.ledger.sent,
    bystander_lost: lost,
  };
  return conclude(figures, promises, json);
}

async function measure(connections: number, wire: Wire, json?: string): Promise<0 | 1> {
  const aldis = await startAldis({ wire });
  const crowds = new Crowds(aldis.target, connections);
  let bystanders: RawGenerators | undefined;
  try {
    const progress = createProgress('accounts');
    const accounts = await aldis.seats(connections, (done) =>
      progress.show(done / connections, `${done}`),
    );
    progress.end();
    const { url, operatorToken } = aldis;
    const seats = await withTokens({ url, operatorToken }, accounts);
    await assemble(crowds, seats, connections);
    bystanders = await seatPairs(aldis, { pairs: 1, bytes: 300, processes: 1 });
    await sleep(restMs);
    const forMs = calmMs + watchMs;
    const heard = bystanders.open(aldis.servers, { rate: bystanderRate, forMs });
    await sleep(calmMs);
    const outcome = await storm(crowds, aldis, connections);
    return judge(outcome, await heard, connections, json);
  } finally {
    await crowds.end();
    await bystanders?.end();
    await aldis.stop();
  }
}

await runCommand(() => {
  const values = readFlags({ connections: '10000', wire: 'sdk', json: undefined });
  const connections = whole('--connections', values.connections, 1, 30_000);
  return measure(connections, oneOf('--wire', values.wire, wires), values.json);
});
