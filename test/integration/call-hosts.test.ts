// A call that one host is too small for: its people are on media workers of two, whose pipes leave
// the machine. Everybody hears everybody once; whatever is killed, the call is back, and nobody who
// has no key says anything in it.

import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { Caller } from '#lab/calls/caller.ts';
import { HeardStreamBook } from '#lab/calls/ledger.ts';
import type { Ear } from '#lab/calls/rtpPlace.ts';
import { VoiceFrames } from '#lab/calls/voiceFrame.ts';
import { CallTown, mediaWorkersOf, townKeys } from '#lab/callTown.ts';
import { newIdentity } from '#lab/voice/deviceEnd.ts';
import type { AccountId } from '#protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callIdOfGroup } from '../../client/calls/callIds.ts';
import type { Hosts } from '../support/cluster.ts';
import { startHosts } from '../support/cluster.ts';
import { until } from '../support/people.ts';

const eventually = { timeout: 60_000, interval: 20 };
/** Of whom the last half is on another host than the first. */
const count = 6;
const pipePorts = '42800-42849';
const mayBePipe = (port: number) => port >= 42_800 && port <= 42_849;

/** The host whose worker owns the call; everybody's signalling goes there. */
let home: 0 | 1 = 0;
let hosts: Hosts;
let callers: Caller[];
let talking: NodeJS.Timeout;
const frameMs = 40;
/** Frames that were opened, and each by listener, talker and number. */
const found = { opened: 0, twice: 0, wrong: 0, clear: 0 };
const openedOnce = new Set<string>();
const troubles: string[] = [];
/** When each was last heard by each, and the longest silence, by their numbers. */
const lastMs = new Map<string, number>();
const gapMs = new Map<string, number>();

const ownOf = (address: string) => ({
  ALDIS_VOICE_HOST: address,
  ALDIS_VOICE_PIPE_HOST: address,
  ALDIS_VOICE_PIPE_PORTS: pipePorts,
});

beforeAll(async () => {
  hosts = await startHosts({
    redis: 'single',
    workersEach: 1,
    env: { ALDIS_VOICE: 'on', ALDIS_VOICE_PART_STREAMS: '4' },
    own: [ownOf('127.0.0.1'), ownOf('127.0.0.2')],
  });
  const [first] = hosts.clusters;
  const areReady = () => hosts.clusters.every((one) => mediaWorkersOf(one).length === 1);
  await until(areReady, 'both have a media worker', eventually.timeout);
  const town = new CallTown(first, townKeys(hosts.env['ALDIS_SECRETS_FILE'] ?? ''));
  const people = await town.settle(count);
  const frames = new VoiceFrames(160);
  const places = new Map<number, Caller>();
  const facts = {
    ...{ room: 0, call: callIdOfGroup(town.group.id), frames, places },
    get url() {
      return hosts.clusters[home].url;
    },
    hub: { posts: new Map() },
    people: new Map(people.map(({ name, person }): [string, AccountId] => [name, person.account])),
    media: { identity: await newIdentity(), failed: (error: Error) => trouble(error) },
    trouble,
  };
  const earOf = (own: Caller): Ear => ({
    begins: () => new HeardStreamBook(),
    arrived(mediaId, payload) {
      heard(`${places.get(mediaId)?.number} by ${own.number}`);
      if (frames.standsIn(payload)) found.clear += 1;
    },
    wants: () => true,
    opened(mediaId, bytes) {
      const frame = frames.read(bytes);
      const talker = places.get(mediaId)?.number;
      const name = `${own.number} ${talker} ${frame?.number}`;
      if (frame?.talker !== talker || talker === own.number) found.wrong += 1;
      else if (openedOnce.has(name)) found.twice += 1;
      else found.opened += 1;
      openedOnce.add(name);
    },
    ends: () => undefined,
  });
  callers = people.map((villager, at) => new Caller(at, villager, facts, earOf));
}, 300_000);

afterAll(async () => {
  clearInterval(talking);
  for (const one of callers ?? []) one.leave();
  await hosts?.stop();
}, 120_000);

const trouble = (error: Error) => void troubles.push(error.message);

function heard(pair: string): void {
  const nowMs = performance.now();
  const since = nowMs - (lastMs.get(pair) ?? nowMs);
  gapMs.set(pair, Math.max(gapMs.get(pair) ?? 0, since));
  lastMs.set(pair, nowMs);
}

const pairs = (of: readonly Caller[] = callers) =>
  of.flatMap((one) =>
    of.filter((other) => other !== one).map(({ number }) => `${one.number} by ${number}`),
  );

/** Resolves once all of them have heard each other after now. Unit: milliseconds. */
async function allHeard(): Promise<number> {
  const sinceMs = performance.now();
  const silent = () => pairs().filter((pair) => (lastMs.get(pair) ?? 0) <= sinceMs);
  await expect.poll(silent, eventually).toEqual([]);
  return performance.now() - sinceMs;
}

/** The host whose media workers somebody is on. */
const hostOf = (one: Caller) => (one.address === '127.0.0.1' ? 0 : 1);

const mediaWorkerOf = (one: Caller) => {
  const found = mediaWorkersOf(hosts.clusters[hostOf(one)]);
  const own = found.find(({ ports }) => ports.includes(one.port));
  if (!own) throw new Error('nobody has its port');
  return own;
};

/** Ports of pipes that leave each host. */
const pipesNow = () =>
  hosts.clusters.map((cluster) => {
    const ports = mediaWorkersOf(cluster).flatMap((one) => one.ports);
    return ports.filter(mayBePipe);
  });

const forged = () =>
  callers.reduce((sum, { counts }) => {
    return sum + (counts['frame.forged'] ?? 0) + (counts['sender.other'] ?? 0);
  }, 0);

/** Kills what the caller is on; resolves once it is back and everybody hears everybody. */
async function backAfterKill(of: Caller, what: 'pid' | 'worker'): Promise<number> {
  const before = of.said.places;
  const { [what]: pid } = mediaWorkerOf(of);
  gapMs.clear();
  const killedAt = performance.now();
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => of.said.places, eventually).toBeGreaterThan(before);
  await allHeard();
  return performance.now() - killedAt;
}

/** Has the last half on the other host again, once its worker has its share and its own again. */
async function spreadAgain(): Promise<void> {
  const last = callers.slice(count / 2);
  const stayed = () => last.filter((one) => hostOf(one) === home);
  await until(
    async () => {
      const those = stayed();
      for (const one of those) one.leave();
      await speakAll(those);
      return stayed().length === 0;
    },
    'the last are on the other host',
    eventually.timeout,
  );
  await allHeard();
}

const longestOf = (those: readonly Caller[]) =>
  Math.max(...pairs(those).map((pair) => gapMs.get(pair) ?? 0));

const whole = { twice: 0, wrong: 0, clear: 0 };

async function speakAll(those: readonly Caller[]): Promise<void> {
  for (const one of those) {
    await one.join();
    await one.speak();
  }
}

describe('a call on two hosts', () => {
  it('has its people on both, who hear each other, each frame once', async () => {
    talking = setInterval(() => {
      for (const one of callers) one.say().catch(trouble);
    }, frameMs);
    const [one] = callers as [Caller];
    await one.join();
    home = hostOf(one);
    one.leave();
    await speakAll(callers.slice(0, count / 2));
    const half = pairs(callers.slice(0, count / 2));
    await expect.poll(() => half.every((pair) => lastMs.has(pair)), eventually).toBe(true);
    await speakAll(callers.slice(count / 2));
    await allHeard();
    const on = callers.map((_, at) => (at < count / 2 ? home : 1 - home));
    expect(callers.map(hostOf)).toEqual(on);
    found.opened = 0;
    await sleep(1000);
    await allHeard();
    expect(found.opened).toBeGreaterThan(pairs().length * 5);
    expect(found).toMatchObject(whole);
    // One pipe, however many speak through it.
    expect(pipesNow().map((ports) => ports.length)).toEqual([1, 1]);
  });

  it('takes nothing from a stranger', async () => {
    const stranger = createSocket('udp4');
    const before = forged();
    for (const [at, ports] of pipesNow().entries()) {
      for (const port of ports) {
        for (let sequence = 0; sequence < 200; sequence += 1) {
          const packet = Buffer.concat([Buffer.from('8064', 'hex'), randomBytes(180)]);
          packet.writeUInt16BE(sequence, 2);
          stranger.send(packet, port, `127.0.0.${at + 1}`);
        }
      }
    }
    await allHeard();
    stranger.close();
    expect(forged()).toBe(before);
  });

  it('is back after kill -9 of the media worker that is lent, and others hear on', async () => {
    const backMs = await backAfterKill(callers[count - 1] as Caller, 'pid');
    const figures = [backMs, longestOf(callers.slice(0, count / 2))].map(Math.round).join(', ');
    console.log(`lent media worker killed: all hear again, silence of others ${figures} ms`);
    expect(found).toMatchObject(whole);
  });

  it('is back after kill -9 of the worker that lends it, and others hear on', async () => {
    await spreadAgain();
    const backMs = await backAfterKill(callers[count - 1] as Caller, 'worker');
    const figures = [backMs, longestOf(callers.slice(0, count / 2))].map(Math.round).join(', ');
    console.log(`lending worker killed: all hear again, silence of others ${figures} ms`);
    expect(found).toMatchObject(whole);
  });

  it('is back after kill -9 of the worker that owns it', async () => {
    await spreadAgain();
    const backMs = await backAfterKill(callers[0] as Caller, 'worker');
    console.log(`owner killed: all hear again after ${Math.round(backMs)} ms`);
    expect(found).toMatchObject(whole);
    expect(forged()).toBe(0);
  });

  it('leaves no pipe behind when all have left the other host', async () => {
    for (const one of callers.slice(1)) one.leave();
    await expect.poll(pipesNow, eventually).toEqual([[], []]);
  });
});
