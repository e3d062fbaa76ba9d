// Faults that strike mail and accounts instead of processes: a device that comes and goes over mail
// that is archived, clocks that are weeks off, a Redis that is full and stays so, an eviction that
// the bus loses. Each has devices of its own, which the steady load never meets, and notes what
// broke a promise of this fault alone.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome, Scene } from './scene.ts';
import { pickWorker, wiresOf } from './scene.ts';
import { clockMs } from '#lab/clock.ts';
import type { Fault, FaultKind } from './plan.ts';
import { seededRandom } from '#lab/random.ts';
import { clear } from '#lab/proxy.ts';
import { RawDevice } from './rawDevice.ts';
import { removeAccount } from './registration.ts';
import { asideMark } from './sideLoads.ts';

/** Settings of a cluster whose mail is archived while a run lasts. */
export const archivingEnv = { ALDIS_QUEUE_DWELL_MS: '1000', ALDIS_PERSIST_EVERY_MS: '1000' };
/** By then what waited has been archived. */
const archivedAfterMs = 3000;
const lettersArchived = 60;
/** A connection of the storm lasts up to this long, from the upgrade to the cut. */
const stayMsMost = 200;
const awayMs = 50;
/** Mail that was held back is shown within this. */
const shownWithinMs = 20_000;
const pollMs = 50;
const dayMs = 86_400_000;
/** Mail is kept 30 days. */
const daysOff = 40;
const heldLetters = 20;
/** What Redis may take beyond what it has. */
const roomBytes = 3 * 1024 * 1024;
const fullLetterBytes = 64 * 1024;
const smallLetterBytes = 200;
const lettersUntilFull = 1000;
/** How many refusals in a row are more than a passing weakness. */
const refusalsOfFull = 5;
const healsWithinMs = 20_000;
const attemptEveryMs = 100;
/** Letters of no stream: whether each arrives is not looked at. */
const unheard = 'unheard ';
/** The evicted device goes on trying for this long. */
const defiesMs = 8000;

/** Somebody who writes and somebody who reads, for one fault. */
async function twoDevices({ environment, history }: Scene) {
  const { directUrl, invitation, url } = environment;
  const start = () => RawDevice.start(directUrl, invitation, url, history);
  const [writer, reader] = [await start(), await start()];
  return { writer, reader };
}

async function write(writer: RawDevice, reader: RawDevice, scene: Scene, name: string, n: number) {
  for (let i = 0; i < n; i++) {
    const letter = writer.letter(`${asideMark}${name}-${writer.facts.account}`);
    await writer.send(reader, letter, 1, scene.aside.untilMs());
  }
}

/** Waits for what was held back; what never comes is told by the history. */
async function shown(writer: RawDevice, reader: RawDevice): Promise<void> {
  const until = clockMs() + shownWithinMs;
  while (reader.shown < writer.acknowledged && clockMs() < until) await sleep(pollMs);
}

/** Attaches again and again over a queue that lies partly in the archive and moves meanwhile. */
export async function attachStorm(scene: Scene, fault: Fault): Promise<Outcome> {
  const { writer, reader } = await twoDevices(scene);
  const random = seededRandom(Math.floor(fault.pick * 2 ** 32));
  let attachments = 0;
  try {
    reader.away();
    await write(writer, reader, scene, 'storm', lettersArchived);
    await sleep(archivedAfterMs);
    const until = clockMs() + fault.forMs;
    const more = write(writer, reader, scene, 'storm', heldLetters);
    for (; clockMs() < until; attachments++) {
      reader.back();
      await sleep(random() * stayMsMost);
      reader.away();
      await sleep(awayMs);
    }
    await more;
    reader.back();
    await shown(writer, reader);
  } finally {
    writer.close();
    reader.close();
  }
  return { note: `${attachments} attachments over ${lettersArchived} archived letters` };
}

/** Mail of today waits while a worker believes that it is forty days later, or earlier. */
export async function clockDays(scene: Scene, fault: Fault): Promise<Outcome> {
  const { environment } = scene;
  const pid = pickWorker(environment, fault.pick);
  if (pid === undefined) return { skipped: 'no worker serves' };
  const days = fault.degree < 0.5 ? daysOff : -daysOff;
  const { writer, reader } = await twoDevices(scene);
  try {
    reader.away();
    await write(writer, reader, scene, 'young', heldLetters);
    await sleep(archivedAfterMs);
    await write(writer, reader, scene, 'young', heldLetters);
    environment.setClock(pid, days * dayMs);
    await sleep(fault.forMs);
    environment.setClock(pid, 0);
    reader.back();
    await shown(writer, reader);
  } finally {
    environment.setClock(pid, 0);
    writer.close();
    reader.close();
  }
  return { note: `worker ${pid} by ${days} days` };
}

/** Redis fills up and keeps its limit; that a device fetches its mail has to be enough. */
export async function redisLeftFull(scene: Scene, fault: Fault): Promise<Outcome> {
  const server = scene.environment.redis?.server;
  if (!server) return { skipped: 'the private Redis refuses CONFIG' };
  const { writer, reader } = await twoDevices(scene);
  try {
    reader.away();
    await write(writer, reader, scene, 'full', heldLetters);
    const used = Number(/used_memory:(\d+)/.exec((await server.ask('INFO memory')) ?? '')?.[1]);
    await server.ask(`CONFIG SET maxmemory ${used + roomBytes}`);
    const large = await fill(writer, reader, fullLetterBytes);
    const small = await fill(writer, reader, smallLetterBytes);
    if (large === undefined || small === undefined) {
      // What waits is archived as fast as a slow machine fills Redis. It is due all the same.
      await server.ask('CONFIG SET maxmemory 0');
      reader.back();
      await shown(writer, reader);
      return { skipped: 'Redis did not fill up' };
    }
    // Below what is used: whatever needs memory is refused, until enough of it was given back.
    await server.ask(`CONFIG SET maxmemory ${used + roomBytes / 2}`);
    await sleep(fault.forMs);
    reader.back();
    const began = clockMs();
    // As large as what was refused first: a small one may fit where nothing was freed.
    while (!(await writer.attempt(reader, writer.letter(unheard, fullLetterBytes)))) {
      if (clockMs() - began > healsWithinMs) {
        breach(scene, 'redis-left-full', `no send was taken ${healsWithinMs} ms after draining`);
        break;
      }
      await sleep(attemptEveryMs);
    }
    const healedMs = Math.round(clockMs() - began);
    await server.ask('CONFIG SET maxmemory 0');
    await shown(writer, reader);
    return { note: `${large + small} letters, room again after ${healedMs} ms of draining` };
  } finally {
    await server.ask('CONFIG SET maxmemory 0');
    writer.close();
    reader.close();
  }
}

/** Writes until nothing is taken any more; undefined when everything is. */
async function fill(
  writer: RawDevice,
  reader: RawDevice,
  bytes: number,
): Promise<number | undefined> {
  let refused = 0;
  for (let letters = 0; letters < lettersUntilFull; ) {
    const letter = writer.letter(unheard, bytes);
    if (await writer.attempt(reader, letter)) {
      letters += 1;
      refused = 0;
    } else if (++refused === refusalsOfFull) return letters;
    else await sleep(attemptEveryMs);
  }
  return undefined;
}

/**
 * An account is deleted while the worker that holds its connection hears nothing, and what it
 * should have heard is lost. The device goes on by its open connection; nothing of it may be
 * accepted.
 */
export async function evictLossy(scene: Scene, fault: Fault): Promise<Outcome> {
  const { environment } = scene;
  const wires = environment.redis?.wires;
  if (!wires) return { skipped: 'the private Redis has no wire' };
  const { writer: victim, reader } = await twoDevices(scene);
  const pid = environment.facts().workers.find(({ member }) => member === victim.member)?.pid;
  const hits = wiresOf(pid);
  let accepted = 0;
  let tried = 0;
  try {
    wires.disturb({ down: { ...clear, held: true }, hits });
    const healing = sleep(fault.forMs).then(() => {
      // What was held is lost with its connections.
      wires.cut(hits);
      wires.heal();
    });
    await removed(environment.directUrl, victim);
    const until = clockMs() + defiesMs;
    while (clockMs() < until) {
      tried += 1;
      if (await victim.attempt(reader, victim.letter(unheard))) accepted += 1;
      await sleep(attemptEveryMs);
    }
    await healing;
  } finally {
    wires.heal();
    victim.close();
    reader.close();
  }
  if (accepted > 0) breach(scene, 'evict-lossy', `${accepted} of ${tried} sends were accepted`);
  return { note: `worker ${pid} heard nothing; ${accepted} of ${tried} sends accepted afterwards` };
}

/** Deletes the account, again while it is not known to be gone. */
async function removed(url: string, { facts }: RawDevice): Promise<void> {
  const until = clockMs() + shownWithinMs;
  while (!(await removeAccount(url, facts).catch(() => false))) {
    if (clockMs() > until) throw new Error('an account could not be deleted');
    await sleep(attemptEveryMs);
  }
}

function breach({ history }: Scene, kind: FaultKind, note: string): void {
  history.add({ what: 'breach', kind, note, at: clockMs() });
}
