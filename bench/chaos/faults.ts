// What can be done to a running cluster: real signals to processes that this run started, wires
// that fail, room that runs out, clocks that go wrong. Each fault resolves when what was hit can
// serve again, or says why it could not be done here.

import { statfsSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from './environment.ts';
import { clockMs } from '#lab/clock.ts';
import { attachStorm, clockDays, evictLossy, redisLeftFull } from './mailFaults.ts';
import type { Fault, FaultKind } from './plan.ts';
import { seededRandom } from '#lab/random.ts';
import type { Rule, Trouble } from '#lab/proxy.ts';
import { clear } from '#lab/proxy.ts';
import type { Outcome, Scene } from './scene.ts';
import { pickWorker, wiresOf } from './scene.ts';
import { asideMark } from './sideLoads.ts';
import { takeOver } from './takeOver.ts';

type Strike = (scene: Scene, fault: Fault) => Promise<Outcome>;

const backPollMs = 20;
const backTimeoutMs = 60_000;
const held: Rule = { ...clear, held: true };
const parallelCopies = 100;
const repeatedLetters = 8;
const floodLetterBytes = 4096;
/** A client of this speed reads one envelope in seconds. */
const slowBytesPerS = 1000;
/** Share of the chunks after which a client's connection is cut. */
const cutShare = 0.02;
const cutAfterMs = 30;
/** Smaller chunks carry no envelope. */
const eventBytes = 250;
const hourMs = 3_600_000;
/** Redis holds more than this when it is empty. */
const tooLittleMemory = 500_000;

/** Lets a fault happen. */
export function strike(scene: Scene, fault: Fault): Promise<Outcome> {
  return strikes[fault.kind](scene, fault);
}

const strikes: Readonly<Record<FaultKind, Strike>> = {
  'kill-worker': async ({ environment }, fault) => {
    const pid = pickWorker(environment, fault.pick);
    signal(pid, 'SIGKILL');
    return { note: `worker ${pid}` };
  },
  'kill-redis': async ({ environment }) => {
    const pid = redisPid(environment);
    if (!signal(pid, 'SIGKILL')) return { skipped: 'no Redis runs' };
    await until(() => redisPid(environment) !== undefined && redisPid(environment) !== pid);
    await environment.redis?.server.answers();
    return { note: `Redis ${pid}` };
  },
  'kill-primary': async ({ environment }) => {
    await environment.killPrimary();
    return { note: 'primary' };
  },
  'freeze-worker': ({ environment }, fault) =>
    freeze(pickWorker(environment, fault.pick), fault, 'worker'),
  'freeze-redis': ({ environment }, fault) => freeze(redisPid(environment), fault, 'Redis'),
  'freeze-primary': ({ environment }, fault) => freeze(environment.facts().pid, fault, 'primary'),
  'cut-clients': async ({ environment: { clients } }, fault) => {
    // Half after what the server sent, half after what the client sent: an acknowledgement is lost
    // either way.
    const random = seededRandom(Math.floor(fault.pick * 2 ** 32));
    clients.onChunk = (wire, way, chunk) => {
      if (chunk.length < eventBytes || random() >= cutShare) return;
      wire.rule(way === 'down' ? 'up' : 'down', held);
      setTimeout(() => wire.cut(), cutAfterMs);
    };
    await sleep(fault.forMs);
    clients.onChunk = () => undefined;
    return { note: 'acknowledgements lost with their connections' };
  },
  'delay-clients': ({ environment }, fault) => {
    const rule = { ...clear, delayMs: 20 + 180 * fault.degree, jitterMs: 200 * fault.pick };
    return disturb(environment.clients, { up: rule, down: rule }, fault, 'clients');
  },
  'throttle-clients': ({ environment }, fault) => {
    const rule = { ...clear, bytesPerS: 1000 + 4000 * fault.degree };
    return disturb(environment.clients, { up: rule, down: rule }, fault, 'clients');
  },
  'partition-clients': ({ environment }, fault) =>
    disturb(environment.clients, oneOrBothWays(fault), fault, 'clients'),
  'partition-redis': async ({ environment }, fault) => {
    const wires = environment.redis?.wires;
    if (!wires) return { skipped: 'the private Redis has no wire' };
    // One worker in two cases of three, all of them in the third.
    const all = fault.pick < 1 / 3;
    const pid = pickWorker(environment, (fault.pick * 3) % 1);
    const trouble = { ...oneOrBothWays(fault), ...(all ? {} : { hits: wiresOf(pid) }) };
    return disturb(wires, trouble, fault, all ? 'all workers' : `worker ${pid}`);
  },
  'delay-redis': async ({ environment }, fault) => {
    const wires = environment.redis?.wires;
    if (!wires) return { skipped: 'the private Redis has no wire' };
    const rule = { ...clear, delayMs: 5 + 45 * fault.degree, jitterMs: 50 * fault.pick };
    return disturb(wires, { up: rule, down: rule }, fault, 'Redis');
  },
  'slow-client': slowClient,
  'duplicate-send': duplicateSend,
  'redis-full': async ({ environment: { redis } }, fault) => {
    if (!redis) return { skipped: 'the private Redis refuses CONFIG' };
    const done = await redis.server.ask(`CONFIG SET maxmemory ${tooLittleMemory}`);
    await sleep(fault.forMs);
    await until(async () => (await redis.server.ask('CONFIG SET maxmemory 0'))?.startsWith('+OK'));
    return { note: `maxmemory ${tooLittleMemory}: ${done?.trim()}` };
  },
  'disk-full': diskFull,
  'clock-jump': clockJump,
  'attach-storm': attachStorm,
  'clock-days': clockDays,
  'redis-left-full': redisLeftFull,
  'evict-lossy': evictLossy,
  'take-over': takeOver,
  'kill-store': async ({ environment: { store } }) => {
    const pid = store?.server.pid();
    if (!store) return { skipped: 'the embedded store is no process' };
    signal(pid, 'SIGKILL');
    await until(() => store.server.pid() !== undefined && store.server.pid() !== pid);
    await store.server.answers();
    return { note: `store ${pid}` };
  },
  'freeze-store': async ({ environment: { store } }, fault) =>
    store
      ? freeze(store.server.pid(), fault, 'store')
      : { skipped: 'the embedded store is no process' },
  'partition-store': async ({ environment: { store } }, fault) =>
    store
      ? disturb(store.wires, oneOrBothWays(fault), fault, 'store')
      : { skipped: 'the embedded store has no wire' },
};

async function freeze(pid: number | undefined, { forMs }: Fault, what: string): Promise<Outcome> {
  if (!signal(pid, 'SIGSTOP')) return { skipped: `no ${what} runs` };
  try {
    await sleep(forMs);
  } finally {
    signal(pid, 'SIGCONT');
  }
  return { note: `${what} ${pid} for ${Math.round(forMs)} ms` };
}

async function disturb(
  wires: { disturb(trouble: Trouble): void; heal(): void },
  trouble: Trouble,
  { forMs }: Fault,
  what: string,
): Promise<Outcome> {
  wires.disturb(trouble);
  await sleep(forMs);
  wires.heal();
  const ways = [trouble.up && 'up', trouble.down && 'down'].filter(Boolean).join(' and ');
  return { note: `${what}, ${ways}, for ${Math.round(forMs)} ms` };
}

function oneOrBothWays({ degree }: Fault): Trouble {
  if (degree < 1 / 3) return { up: held };
  return degree < 2 / 3 ? { down: held } : { up: held, down: held };
}

/** Reads hardly, or not at all, what is sent to it in plenty. */
async function slowClient({ aside }: Scene, fault: Fault): Promise<Outcome> {
  const { flooder, slowReader, slowWire } = aside;
  const never = fault.degree < 0.5;
  slowWire.disturb({ down: never ? held : { ...clear, bytesPerS: slowBytesPerS } });
  const until = clockMs() + fault.forMs;
  let letters = 0;
  try {
    while (clockMs() < until) {
      const letter = flooder.letter(`${asideMark}flood`, floodLetterBytes);
      await flooder.send(slowReader, letter, 1, aside.untilMs());
      letters++;
    }
  } finally {
    slowWire.heal();
  }
  return { note: `${never ? 'never reads' : 'reads slowly'}, ${letters} letters` };
}

/** The same letter twice, and a hundred times at once. */
async function duplicateSend({ aside }: Scene, fault: Fault): Promise<Outcome> {
  const { repeater, hearer } = aside;
  const stream = `${asideMark}repeat`;
  let copies = 0;
  for (let turn = 0; turn < repeatedLetters; turn++) {
    const letter = repeater.letter(stream);
    const times = turn === 0 ? parallelCopies : 2;
    copies += await repeater.send(hearer, letter, times, aside.untilMs());
    await sleep(fault.forMs / repeatedLetters);
  }
  return { note: `${copies} copies of ${repeatedLetters} letters acknowledged` };
}

async function diskFull({ environment }: Scene, fault: Fault): Promise<Outcome> {
  const { smallDisk, redis } = environment;
  if (!smallDisk || !redis) return { skipped: 'no small disk can be mounted here' };
  const filler = join(smallDisk, 'filler');
  const { bavail, bsize } = statfsSync(smallDisk);
  try {
    writeFileSync(filler, Buffer.alloc(bavail * bsize));
  } catch {
    // What had room is written.
  }
  await sleep(fault.forMs);
  unlinkSync(filler);
  await redis.server.answers();
  return { note: `no room for ${Math.round(fault.forMs)} ms` };
}

/** There and back again: both jumps strike. */
async function clockJump({ environment }: Scene, fault: Fault): Promise<Outcome> {
  const hours = fault.degree < 0.5 ? 1 : -1;
  const server = environment.redis?.server;
  if (fault.pick < 1 / 3 && server?.clockCanJump) {
    server.setClock((hours * hourMs) / 1000);
    await sleep(fault.forMs);
    server.setClock(0);
    return { note: `Redis by ${hours} h` };
  }
  const pid = pickWorker(environment, (fault.pick * 3) % 1);
  if (pid === undefined) return { skipped: 'no worker serves' };
  environment.setClock(pid, hours * hourMs);
  await sleep(fault.forMs);
  environment.setClock(pid, 0);
  return { note: `worker ${pid} by ${hours} h` };
}

function redisPid({ redis, facts }: Environment): number | undefined {
  return redis ? redis.server.pid() : facts().redisPid;
}

/** False when there is no such process (any more). */
function signal(pid: number | undefined, name: NodeJS.Signals): boolean {
  try {
    return pid !== undefined && process.kill(pid, name);
  } catch {
    return false;
  }
}

async function until(done: () => unknown): Promise<void> {
  const giveUpAt = clockMs() + backTimeoutMs;
  while (!(await done())) {
    if (clockMs() > giveUpAt) throw new Error('what was hit did not come back');
    await sleep(backPollMs);
  }
}
