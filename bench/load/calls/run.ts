// One run of calls: everybody joins, the talkers talk, and when everybody has heard everybody the
// load begins; half-way something may be killed. What was found is gathered at the end.

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallCluster, MediaWorkerFacts } from '#lab/callTown.ts';
import { mediaWorkersOf } from '#lab/callTown.ts';
import { kibFrom } from '#lab/procFields.ts';
import { GroupMeter, machineCpuMicros } from '#lab/processCpu.ts';
import { createProgress } from '#lab/progress.ts';
import type { Progress } from '#lab/progress.ts';
import { createDice } from '#lab/random.ts';
import { newIdentity } from '#lab/voice/deviceEnd.ts';
import { UdpProxies } from '#lab/voice/udpProxy.ts';
import { within } from '#lab/waiting.ts';
import type { Health } from '../orders.ts';
import { BarePath } from './barePath.ts';
import type { KeptCounts } from '#lab/calls/caller.ts';
import { Ears } from './ears.ts';
import type { KeyHub } from '#lab/calls/keyPost.ts';
import type { FrameCount, SilenceBook } from '#lab/calls/ledger.ts';
import type { CallsOptions } from './options.ts';
import { arrivalsPerS } from './options.ts';
import type { Room } from './rooms.ts';
import { openRooms } from './rooms.ts';
import { CallSeconds } from './seconds.ts';
import { Talking } from './talking.ts';
import { VoiceFrames } from '#lab/calls/voiceFrame.ts';

/** A cluster's media workers start beside it. */
const readyMsMax = 30_000;
/** How long until everybody has heard everybody. */
const hearMsMax = 60_000;
/** Each pair's turn among the frames that are opened comes within this besides. */
const hearMsEach = 100;
/** What is under way when the talkers fall silent has so long to arrive. */
const settleMs = 1000;
const lookEveryMs = 1000;
const seed = 1;

/** Everything a run found. */
export interface CallsFound {
  readonly frames: FrameCount;
  readonly sent: number;
  readonly unsent: number;
  /** Counts by the names of the SDK. */
  readonly sdk: KeptCounts;
  readonly silence: ReturnType<SilenceBook['read']>;
  readonly seconds: CallSeconds;
  /** Unit: microseconds. */
  readonly cpu: Readonly<Record<string, number>>;
  readonly clientCpuMicros: number;
  readonly otherCpuMicros: number;
  readonly loadMs: number;
  readonly health: Health;
  /** Datagrams that a proxy has seen, and those in which a voice could be read. */
  readonly wire?: { readonly datagrams: number; readonly clear: number };
  /** Places that devices have taken, one each unless they came back. */
  readonly places: number;
  readonly mediaWorkers: number;
  readonly troubles: number;
}

export interface CallsRun {
  readonly options: CallsOptions;
  readonly cluster: CallCluster;
  readonly abort: Promise<never>;
  readonly given?: KeyHub['given'];
  /** Everybody hears everybody, and the load begins. */
  readonly loading?: () => void;
  /** Ends the load before its time. */
  readonly enough?: Promise<unknown>;
}

/** Runs it; `abort` rejects when the person has had enough. */
export async function runCalls(run: CallsRun): Promise<CallsFound> {
  const progress = createProgress('calls');
  const ends: (() => unknown)[] = [() => progress.end()];
  try {
    return await Promise.race([run.abort, measure(run, progress, ends)]);
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

/** Everybody in their calls, and talking. */
interface Scene {
  readonly rooms: readonly Room[];
  readonly talkers: Talkers;
  readonly ears: Ears;
  readonly talking: Talking;
  readonly wire: ReturnType<typeof wireOf>;
  readonly troubles: { count: number };
  /** Where the times of the bare path are noted. */
  readonly bare: { seconds?: CallSeconds };
}

async function begin(
  { options, cluster, given }: CallsRun,
  progress: Progress,
  ends: (() => unknown)[],
): Promise<Scene> {
  const { workers, mediaWorkers, packetsPerS } = options;
  const frames = new VoiceFrames(options.bytes);
  const ears = new Ears(frames, Math.ceil(arrivalsPerS(options) / options.opensPerS));
  const wire = wireOf(options, frames, ends);
  const troubles = { count: 0 };
  const trouble = () => void (troubles.count += 1);
  const areReady = () => mediaWorkersOf(cluster).length >= workers * mediaWorkers;
  if (!(await within(readyMsMax, areReady))) throw new Error('The media workers do not run.');
  const shared = {
    ...{ url: cluster.url, frames, trouble },
    hub: { posts: new Map(), given },
    media: { identity: await newIdentity(), through: wire?.through, failed: trouble },
  };
  const show = (share: number, words: string) => progress.show(share / 2, words);
  const rooms = await openRooms(options, cluster, ears, shared, show, (opened) =>
    ends.push(() => leave(opened)),
  );
  const talkers = rooms.flatMap((room) => room.talkers);
  const bare: Scene['bare'] = {};
  const path = new BarePath(frames, (micros) => bare.seconds?.bare.record(micros));
  await path.start();
  ends.push(() => path.stop());
  const says = [...talkers.map((one) => () => one.say()), () => path.say()];
  const talking = new Talking(says, packetsPerS, trouble);
  talking.start();
  ends.push(() => talking.stop());
  await untilHeard(options, ears, progress);
  return { rooms, talkers, ears, talking, wire, troubles, bare };
}

async function measure(
  run: CallsRun,
  progress: Progress,
  ends: (() => unknown)[],
): Promise<CallsFound> {
  const scene = await begin(run, progress, ends);
  const { options, cluster } = run;
  const { rooms, talkers, ears, talking, wire } = scene;
  const { forMs } = options;
  const before = saidBy(talkers);
  const machineBefore = machineCpuMicros();
  const meter = new GroupMeter(processesOf(cluster));
  const own = process.cpuUsage();
  ears.restart();
  talking.restart();
  const startMs = performance.now();
  const seconds = new CallSeconds(startMs);
  [ears.seconds, scene.bare.seconds] = [seconds, seconds];
  const stopLooking = look(seconds, meter, progress, { talkers, startMs, forMs, cluster });
  const halfWay = setTimeout(() => kill(options, cluster, rooms, ears), forMs / 2);
  ends.push(stopLooking, () => clearTimeout(halfWay));
  run.loading?.();
  await Promise.race([sleep(forMs), run.enough ?? new Promise(() => undefined)]);
  stopLooking();
  talking.stop();
  const [health, cpu, loadMs] = [talking.health(), meter.read(), performance.now() - startMs];
  const silence = ears.silence.read(performance.now());
  const { user, system } = process.cpuUsage(own);
  const servers = Object.values(cpu).reduce((sum, micros) => sum + micros, 0);
  const others = machineCpuMicros() - machineBefore - servers - user - system;
  await sleep(settleMs + 2 * options.jitterMs);
  const said = saidBy(talkers);
  return {
    frames: ears.read((room, talker) => rooms[room]?.talkers[talker]?.lastNumber),
    sent: said.sent - said.unsent - before.sent + before.unsent,
    unsent: said.unsent - before.unsent,
    sdk: sdkCounts(rooms),
    ...{ silence, seconds, cpu, health, loadMs, troubles: scene.troubles.count },
    clientCpuMicros: user + system,
    otherCpuMicros: Math.max(0, others),
    ...(wire ? { wire: wire.count } : {}),
    places: rooms.flatMap(({ callers }) => callers).reduce((sum, one) => sum + one.said.places, 0),
    mediaWorkers: mediaWorkersOf(cluster).length,
  };
}

/** A proxy in the middle, where one was asked for. */
function wireOf({ loss, jitterMs }: CallsOptions, frames: VoiceFrames, ends: (() => unknown)[]) {
  if (loss === 0 && jitterMs === 0) return undefined;
  const count = { datagrams: 0, clear: 0 };
  const seen = (datagram: Buffer) => {
    count.datagrams += 1;
    if (frames.standsIn(datagram)) count.clear += 1;
  };
  const proxies = new UdpProxies({ loss, jitterMs, dice: createDice(seed), seen });
  ends.push(() => proxies.stop());
  return { count, through: proxies.through.bind(proxies) };
}

async function untilHeard(options: CallsOptions, ears: Ears, progress: Progress): Promise<void> {
  const { rooms, talkers, listeners } = options;
  const wanted = rooms * talkers * (talkers - 1 + listeners);
  const areAll = await within(hearMsMax + wanted * hearMsEach, () => {
    progress.show(0.5, `${ears.pairs} of ${wanted} hear`);
    return ears.pairs >= wanted;
  });
  if (!areAll) throw new Error(`Only ${ears.pairs} of ${wanted} pairs ever heard each other.`);
}

const processesOf = (cluster: CallCluster) => [
  { name: 'media', pids: () => mediaWorkersOf(cluster).map(({ pid }) => pid) },
  { name: 'workers', pids: () => cluster.facts().workers.map(({ pid }) => pid) },
  { name: 'primary', pids: () => [cluster.facts().pid] },
  { name: 'redis', pids: () => [cluster.facts().redisPid ?? []].flat() },
];

type Talkers = Room['talkers'];

function saidBy(talkers: Talkers) {
  const sum = (of: (one: Talkers[number]) => number) =>
    talkers.reduce((all, one) => all + of(one), 0);
  return { sent: sum((one) => one.said.sent), unsent: sum((one) => one.said.unsent) };
}

function sdkCounts(rooms: readonly Room[]): KeptCounts {
  const all: KeptCounts = {};
  for (const { callers } of rooms) {
    for (const { counts } of callers) {
      for (const [name, count] of Object.entries(counts)) all[name] = (all[name] ?? 0) + count;
    }
  }
  return all;
}

function leave(rooms: readonly Room[]): void {
  for (const { callers } of rooms) for (const one of callers) one.leave();
}

interface Looked {
  readonly talkers: Talkers;
  readonly startMs: number;
  readonly forMs: number;
  readonly cluster: CallCluster;
}

/** Resident memory of these processes; one that has just ended has none. Unit: KiB. */
function residentKib(pids: readonly number[]): number {
  return pids.reduce((all, pid) => {
    try {
      return all + kibFrom(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmRSS') / 1024;
    } catch {
      return all;
    }
  }, 0);
}

/** Once a second: what was said, and what processes used. */
function look(
  seconds: CallSeconds,
  meter: GroupMeter,
  progress: Progress,
  { talkers, startMs, forMs, cluster }: Looked,
): () => void {
  let [cpu, own, sent] = [meter.read(), process.cpuUsage(), saidBy(talkers).sent];
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    const [nowCpu, nowOwn, nowSent] = [meter.read(), process.cpuUsage(), saidBy(talkers).sent];
    const cores = (micros: number) => micros / 1000 / (nowMs - lastMs);
    const used = (name: string) => cores((nowCpu[name] ?? Number.NaN) - (cpu[name] ?? 0));
    const client = nowOwn.user + nowOwn.system - own.user - own.system;
    // It is about the second that has just passed.
    const atMs = Math.max(startMs, nowMs - lookEveryMs / 2);
    seconds.count('sent', atMs, nowSent - sent);
    seconds.cores(atMs, used('media'), used('workers'), cores(client));
    for (const { name, pids } of processesOf(cluster)) {
      if (name !== 'media' && name !== 'workers') continue;
      seconds.memory[name].push({ atMs: nowMs - startMs, value: residentKib(pids()) });
    }
    [cpu, own, sent, lastMs] = [nowCpu, nowOwn, nowSent, nowMs];
    progress.show(0.5 + (nowMs - startMs) / forMs / 2, 'talking');
  }, lookEveryMs);
  return () => clearInterval(timer);
}

/** Kills what the first room is on. */
function kill(
  { kill: victim }: CallsOptions,
  cluster: CallCluster,
  rooms: readonly Room[],
  ears: Ears,
): void {
  if (!victim) return;
  const port = rooms[0]?.callers[0]?.port ?? 0;
  const isThere = ({ ports }: MediaWorkerFacts) => ports.includes(port);
  const found = mediaWorkersOf(cluster).find(isThere);
  if (!found) return;
  ears.silence.fault(performance.now());
  process.kill(victim === 'owner' ? found.worker : found.pid, 'SIGKILL');
}
