// `npm run bench -- group-send [--members N] [--rounds N] [--workers N]`: one upload to a group of
// a thousand accounts, each with stores of libsignal's own and a device that is connected: when the
// last has heard it, ten groups at once, and what a recipient costs the server. At the end all of
// them read what they have heard.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGroupKeys } from '#crypto';
import { errorRow } from '#protocol';
import { clockMs } from '#lab/clock.ts';
import { conclude, quantile, round } from '#lab/figures.ts';
import { SealingMember } from '#lab/sealingMember.ts';
import { leaveToWrite, SecretGroup } from '#lab/groupPeople.ts';
import type { LaunchedCluster } from '#lab/launch.ts';
import { launchCluster } from '#lab/launch.ts';
import { Nameless } from '#lab/nameless.ts';
import { readFlags, runCommand, whole } from '#lab/options.ts';
import { GroupMeter } from '#lab/processCpu.ts';
import { Listener } from './listener.ts';
import { someAtOnce } from '#lab/someAtOnce.ts';

/** The last member's device is reached within this. */
const reachedMsMax = 500;
/** What a recipient costs the server's processes. */
const recipientMicrosMax = 30;
const atOnce = 16;
const groupsAtOnce = 10;
const textBytes = 1024;
const hearTimeoutMs = 60_000;
const retriesMax = 20;
/** Acknowledgements are carried out within this. */
const settleMs = 1000;

interface Scene {
  readonly cluster: LaunchedCluster;
  readonly members: readonly SealingMember[];
  readonly listeners: Listener[];
  readonly heard: { count: number };
  /** Who sends, to everybody else. */
  readonly senders: readonly Sender[];
}

interface Sender {
  readonly member: SealingMember;
  readonly others: readonly SealingMember[];
  readonly token: Uint8Array;
  readonly connection: Nameless;
  /** Why uploads were sent again, and how often. */
  readonly refusals: Map<string, number>;
}

async function prepare(cluster: LaunchedCluster, count: number): Promise<Scene> {
  const { url, invitation } = cluster;
  const members = await someAtOnce(atOnce, Array(count).keys(), () =>
    SealingMember.register(url, invitation),
  );
  const secrets = JSON.parse(readFileSync(join(cluster.dataDir, 'secrets.json'), 'utf8'));
  const keys = createGroupKeys(secrets as { indexKey: string });
  const senders: Sender[] = [];
  for (const member of members.slice(0, groupsAtOnce)) {
    const others = members.filter((one) => one !== member);
    await member.meet(others);
    await member.distribute(others);
    const people = [member.person, ...others.map(({ person }) => person)];
    const { token } = await leaveToWrite(keys, new SecretGroup(), people, Date.now());
    const connection = await Nameless.connect(url);
    senders.push({ member, others, token, connection, refusals: new Map() });
  }
  return { cluster, members, listeners: [], heard: { count: 0 }, senders };
}

/** All devices connect, and are rid of what waited for them. */
async function connectAll(scene: Scene): Promise<void> {
  const { cluster, members, heard, listeners } = scene;
  const made = await someAtOnce(atOnce, members, async (member) => {
    const listener = new Listener(cluster.url, member, () => heard.count++);
    await listener.ready;
    return listener;
  });
  const gone = made.find(({ lost }) => lost !== undefined);
  if (gone) throw new Error(`a device was not let in: ${gone.lost}`);
  listeners.push(...made);
  await sleep(settleMs);
}

/** Sends uploads while nobody is connected: what it costs until all of them are on disk. */
async function store({ cluster, senders, members }: Scene, rounds: number) {
  const [sender] = senders as readonly [Sender];
  const { member, others } = sender;
  const uploads: Uint8Array[] = [];
  for (let n = 0; n <= rounds; n++) {
    uploads.push(await member.seal(cluster.url, 'x'.repeat(textBytes), others));
  }
  // The first of the day: its token is checked, and actors come into memory.
  const [first, ...rest] = uploads as [Uint8Array, ...Uint8Array[]];
  const times: number[] = [];
  const sent = async (upload: Uint8Array) => {
    const beganAtMs = clockMs();
    await sendUntilTaken(sender, upload);
    times.push(clockMs() - beganAtMs);
  };
  await sent(first);
  const cpu = meterOf(cluster);
  for (const upload of rest) await sent(upload);
  const used = cpu.read();
  const recipients = rounds * (members.length - 1);
  return {
    first_stored_ms: round(times[0] ?? Number.NaN),
    stored_ms: round(mean(times.slice(1))),
    stored_workers_us: round((used['workers'] ?? Number.NaN) / recipients),
    stored_redis_us: round((used['redis'] ?? Number.NaN) / recipients),
  };
}

/** Sends one upload each and waits until everybody has heard and acknowledged. */
async function send(scene: Scene, senders: readonly Sender[]) {
  const { cluster, heard, listeners } = scene;
  const text = 'x'.repeat(textBytes);
  const uploads: Uint8Array[] = [];
  for (const { member, others } of senders) {
    uploads.push(await member.seal(cluster.url, text, others));
  }
  for (const listener of listeners) listener.heard = [];
  const expected = heard.count + senders.length * (listeners.length - 1);
  const cpu = meterOf(cluster);
  let retries = 0;
  const beganAtMs = clockMs();
  const answers = await Promise.all(
    senders.map(async (sender, index) => {
      retries += await sendUntilTaken(sender, uploads[index] as Uint8Array);
      return clockMs() - beganAtMs;
    }),
  );
  const untilMs = clockMs() + hearTimeoutMs;
  while (heard.count < expected) {
    if (clockMs() > untilMs) throw new Error(`${expected - heard.count} were not heard`);
    await sleep(5);
  }
  await sleep(settleMs);
  const used = cpu.read();
  const after = listeners.flatMap((one) => one.heard.map(({ afterMs }) => afterMs));
  const recipients = senders.length * (listeners.length - 1);
  return {
    answeredMs: Math.max(...answers),
    reachedMs: Math.max(...after),
    medianMs: quantile(Float64Array.from(after).sort(), 0.5),
    workersMicros: (used['workers'] ?? Number.NaN) / recipients,
    redisMicros: (used['redis'] ?? Number.NaN) / recipients,
    bytes: uploads[0]?.length ?? 0,
    retries,
  };
}

/** The same upload again while the server does not know what became of it; how often. */
async function sendUntilTaken({ connection, token, refusals }: Sender, upload: Uint8Array) {
  for (let retries = 0; ; retries++) {
    const { refusal, mismatches, unknown, held } = await connection.sendGroup({ upload, token });
    if (!refusal && mismatches.length + unknown.length + held.length === 0) return retries;
    if (!refusal || !errorRow(refusal.code).retry || retries >= retriesMax) {
      throw new Error(`not taken: ${refusal?.code ?? 'by some'}`);
    }
    refusals.set(refusal.code, (refusals.get(refusal.code) ?? 0) + 1);
    await sleep(refusal.retryAfterMs ?? 0);
  }
}

function meterOf(cluster: LaunchedCluster): GroupMeter {
  return new GroupMeter([
    { name: 'workers', pids: () => cluster.facts().workers.map(({ pid }) => pid) },
    { name: 'redis', pids: () => [cluster.facts().redisPid ?? 0] },
  ]);
}

/** Everybody reads the last that was heard. Returns how many they could not read. */
async function unread({ listeners, senders }: Scene): Promise<number> {
  let faults = 0;
  const accounts = new Set<string>(senders.map(({ member }) => member.account));
  for (const { member, heard } of listeners) {
    for (const { content } of heard) {
      try {
        const { from, text } = await member.open(content);
        if (!accounts.has(from) || text.length !== textBytes) faults++;
      } catch {
        faults++;
      }
    }
  }
  return faults;
}

/** How many uploads were sent again for that. */
const refusedWith = ({ senders }: Scene, code: string) =>
  senders.reduce((sum, { refusals }) => sum + (refusals.get(code) ?? 0), 0);

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

async function measure(scene: Scene, rounds: number) {
  const [first] = scene.senders as [Sender];
  const stored = await store(scene, rounds);
  await connectAll(scene);
  const checked = await send(scene, [first]);
  const single: Awaited<ReturnType<typeof send>>[] = [];
  for (let n = 0; n < rounds; n++) single.push(await send(scene, [first]));
  const many: Awaited<ReturnType<typeof send>>[] = [];
  for (let n = 0; n < 3; n++) many.push(await send(scene, scene.senders));
  const faults = await unread(scene);
  const slowest = (all: typeof many) => round(Math.max(...all.map((one) => one.reachedMs)));
  const of = (all: typeof many, name: keyof (typeof many)[number]) =>
    round(mean(all.map((one) => one[name])));
  return {
    upload_bytes: checked.bytes,
    ...stored,
    answered_ms: of(single, 'answeredMs'),
    median_ms: of(single, 'medianMs'),
    reached_ms: of(single, 'reachedMs'),
    reached_ms_most: slowest(single),
    workers_us: of(single, 'workersMicros'),
    redis_us: of(single, 'redisMicros'),
    ten_answered_ms: of(many, 'answeredMs'),
    ten_reached_ms: of(many, 'reachedMs'),
    ten_reached_ms_most: slowest(many),
    ten_workers_us: of(many, 'workersMicros'),
    ten_redis_us: of(many, 'redisMicros'),
    ten_retries: many.reduce((sum, one) => sum + one.retries, 0),
    busy: refusedWith(scene, 'server.busy'),
    timed_out: refusedWith(scene, 'server.timeout'),
    acks_refused: scene.listeners.reduce((sum, one) => sum + one.refused, 0),
    repeated: scene.listeners.reduce((sum, one) => sum + one.repeated, 0),
    unread: faults,
  };
}

async function main(): Promise<0 | 1> {
  const values = readFlags({ members: '1000', rounds: '10', workers: '2', json: undefined });
  const members = whole('--members', values.members, groupsAtOnce + 1, 1000);
  const rounds = whole('--rounds', values.rounds, 1, 100);
  const workers = whole('--workers', values.workers, 1, 32);
  const cluster = await launchCluster({ workers, unlimited: true, env: { ALDIS_LOG: 'warn' } });
  try {
    const scene = await prepare(cluster, members);
    const figures = await measure(scene, rounds);
    for (const { connection } of scene.senders) connection.close();
    for (const listener of scene.listeners) listener.close();
    const micros = figures.stored_workers_us + figures.stored_redis_us;
    return conclude(
      { members, workers, ...figures },
      [
        { sentence: 'everybody has read what was sent last', kept: figures.unread === 0 },
        {
          sentence: `the last device of ${members} is reached in ${reachedMsMax} ms`,
          kept: figures.reached_ms_most <= reachedMsMax,
        },
        {
          sentence: `a recipient costs the server ${recipientMicrosMax} µs until it is stored`,
          kept: micros <= recipientMicrosMax,
        },
      ],
      values.json,
    );
  } finally {
    await cluster.stop();
  }
}

await runCommand(main);
// What keeps a thread of keys would keep this process.
process.exit();
