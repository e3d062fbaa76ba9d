// Pipes between media workers of two machines, by real media workers and devices that speak and
// listen: what goes through is sealed, nobody who has not its key says anything through it, not
// even from the place that the other end has, and a room on both is heard by everybody, each word
// once.

import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { DeviceEnd, newIdentity } from '#lab/voice/deviceEnd.ts';
import type { RtpPacket } from '#lab/voice/srtp.ts';
import { SrtpSender } from '#lab/voice/srtp.ts';
import type { Result } from '#protocol';
import { readConfig, silentLog, systemClock } from '#runtime';
import { createMediaHost, mediasoupEngine } from '#voice';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sayVoice, voiceState } from '../../cluster/voice/state.ts';
import type { EnginePipe, EngineRouter, EngineWorker } from '../../src/voice/engine.ts';
import { MediaStreet } from '../support/mediaStreet.ts';

const eventually = { timeout: 30_000, interval: 20 };
const machines = ['127.0.0.1', '127.0.0.2'] as const;
const stream = { payloadType: 100, ssrc: 77_777 };
const keyBytes = 44;
/** What SRTP adds to a packet. */
const tagBytes = 16;

function engineOn(host: string) {
  const state = voiceState(readConfig(process.env));
  if (state.is !== 'ready') throw new Error(`voice: ${sayVoice(state)}`);
  const pipes = { host, announced: host, ports: { first: 42_700, last: 42_719 } };
  const ports = { first: 42_720, last: 42_739 };
  const { program } = state;
  return mediasoupEngine({ program, host, announced: [], ports, pipes, dtx: false });
}

const srtpOf = (key: string) => {
  const bytes = Buffer.from(key, 'base64');
  return new SrtpSender({ key: bytes.subarray(0, 32), salt: bytes.subarray(32) });
};

const newKey = () => randomBytes(keyBytes).toString('base64');

async function socketAt(address: string): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  return socket;
}

describe('a pipe to another machine', () => {
  const workers: EngineWorker[] = [];
  const routers: EngineRouter[] = [];
  const ends: { close(): void }[] = [];
  const heard: string[] = [];
  let sequence = 100;

  beforeAll(async () => {
    for (const machine of machines) {
      const worker = await engineOn(machine).start(() => undefined);
      workers.push(worker);
      routers.push(await worker.router());
    }
  }, 60_000);

  afterAll(() => {
    for (const one of ends) one.close();
    for (const worker of workers) worker.close();
  });

  const packet = (text: string): RtpPacket => {
    sequence += 1;
    return { ...stream, sequence, timestamp: sequence * 960, payload: Buffer.from(text) };
  };

  /** A device that hears a source of the router. */
  async function listen(router: EngineRouter, source: string): Promise<void> {
    const identity = await newIdentity();
    const transport = await router.transport();
    const { ssrc } = await transport.hear(source, 'audio');
    const end = new DeviceEnd({
      identity,
      heard: (one) => {
        if (one.ssrc === ssrc) heard.push(one.payload.toString());
      },
      failed: (error) => {
        throw error;
      },
    });
    ends.push(end);
    const fingerprints = [{ algorithm: 'sha-256', value: identity.fingerprint }];
    await transport.secure({ role: 'client', fingerprints });
    await end.connect(transport.address);
    await expect.poll(() => end.isSecured, eventually).toBe(true);
  }

  it('listens where other machines reach it, each end on a port of the range', async () => {
    const pipes = await Promise.all(routers.map((router) => router.pipe(false)));
    for (const [at, { address }] of pipes.entries()) {
      expect(address.ip).toBe(machines[at]);
      expect(address.port).toBeGreaterThanOrEqual(42_700);
      expect(address.port).toBeLessThanOrEqual(42_719);
      expect(Buffer.from(address.key ?? '', 'base64')).toHaveLength(keyBytes);
    }
    expect(pipes[0]?.address.key).not.toBe(pipes[1]?.address.key);
    for (const pipe of pipes) pipe.close();
  });

  it('hears its other end alone, and by its key alone', async () => {
    const [router] = routers as [EngineRouter];
    const other = await socketAt(machines[1]);
    const stranger = await socketAt(machines[1]);
    ends.push(other, stranger);
    const key = newKey();
    const pipe: EnginePipe = await router.pipe(false);
    await pipe.connect({ ip: machines[1], port: other.address().port, key });
    const source = '3f1f7d34-98d5-4a3b-8a39-0d6b6a1f6d3a';
    await pipe.take({ source, kind: 'audio', ssrc: stream.ssrc });
    await listen(router, source);
    const { ip, port } = pipe.address;
    const say = (from: Socket, bytes: Buffer) => from.send(bytes, port, ip);
    const sealed = srtpOf(key);
    const clear = ({ payload, ...head }: RtpPacket) => {
      const bytes = Buffer.alloc(12 + payload.length);
      bytes.writeUInt8(0x80);
      bytes.writeUInt8(head.payloadType, 1);
      bytes.writeUInt16BE(head.sequence, 2);
      bytes.writeUInt32BE(head.timestamp, 4);
      bytes.writeUInt32BE(head.ssrc, 8);
      payload.copy(bytes, 12);
      return bytes;
    };
    // Until the way is open: what comes before the device listens is nobody's.
    await expect
      .poll(() => {
        say(other, sealed.seal(packet('good')));
        return heard.length;
      }, eventually)
      .toBeGreaterThan(0);
    say(other, clear(packet('clear, from its place')));
    say(other, srtpOf(newKey()).seal(packet('another key, from its place')));
    say(stranger, clear(packet('clear, from elsewhere')));
    say(stranger, sealed.seal(packet('its key, from elsewhere')));
    const again = sealed.seal(packet('once'));
    say(other, again);
    say(other, again);
    say(other, sealed.seal(packet('last')));
    await expect.poll(() => heard.at(-1), eventually).toBe('last');
    expect(heard.filter((one) => one !== 'good')).toEqual(['once', 'last']);
  });

  it('passes nothing on that can be read on the way', async () => {
    const [first] = routers as [EngineRouter];
    const tap = await socketAt(machines[1]);
    ends.push(tap);
    const seen: Buffer[] = [];
    tap.on('message', (bytes) => seen.push(bytes));
    // What a device says goes in at the one; the wire to the other is ours to look at.
    const speaker = await first.pipe(true);
    const mouth = await socketAt('127.0.0.1');
    ends.push(mouth);
    await speaker.connect({ ip: '127.0.0.1', port: mouth.address().port });
    const source = '3f1f7d34-98d5-4a3b-8a39-0d6b6a1f6d3b';
    await speaker.take({ source, kind: 'audio', ssrc: 5 });
    const wire = await first.pipe(false);
    await wire.connect({ ip: machines[1], port: tap.address().port, key: newKey() });
    await wire.give(source);
    const text = 'what nobody on the way can read';
    const head = Buffer.from('80640001000003c000000005', 'hex');
    await expect
      .poll(() => {
        head.writeUInt16BE((head.readUInt16BE(2) + 1) & 0xffff, 2);
        mouth.send(Buffer.concat([head, Buffer.from(text)]), speaker.address.port, '127.0.0.1');
        return seen.filter((bytes) => bytes.length >= head.length + text.length + tagBytes).length;
      }, eventually)
      .toBeGreaterThan(3);
    expect(seen.some((bytes) => bytes.includes(text))).toBe(false);
  });
});

describe('a room on two machines', () => {
  const names = ['ada', 'ben', 'cy', 'dee'];
  const street = new MediaStreet(systemClock);
  const hosts: Awaited<ReturnType<typeof createMediaHost>>[] = [];
  const ends = new Map<string, DeviceEnd>();
  const addresses = new Map<string, string>();
  /** What each has heard: who says what, and how often. */
  const heard = new Map<string, number>();
  const lastHeard = new Map<string, RtpPacket>();

  const valueOf = async <T>(asked: Promise<Result<T>>): Promise<T> => {
    const answer = await asked;
    if (!answer.ok) throw new Error(answer.refusal.code);
    return answer.value;
  };
  const at = (participant: string) => ({ room: 'r', participant });

  beforeAll(async () => {
    for (const [index, machine] of machines.entries()) {
      const neighbours = street.house(`worker-${index}`, machine);
      const shared = {
        neighbours,
        isReached: true,
        clock: systemClock,
        log: silentLog,
        dtx: false,
      };
      const limits = { workers: 1, hearingsPerPart: 2 };
      hosts.push(await createMediaHost({ ...shared, ...limits, engine: engineOn(machine) }));
    }
  }, 60_000);

  afterAll(() => {
    for (const end of ends.values()) end.close();
    for (const host of hosts) host.stop();
  });

  /** A device that has a place, and hears all who speak. */
  async function enter(name: string, sources: Map<string, string>): Promise<void> {
    const [host] = hosts as [(typeof hosts)[number]];
    const identity = await newIdentity();
    const address = await valueOf(host.enter(at(name)));
    addresses.set(name, address.candidates[0]?.address ?? '');
    const fingerprints = [{ algorithm: 'sha-256', value: identity.fingerprint }];
    await valueOf(host.secure(at(name), { role: 'client', fingerprints }));
    const end = new DeviceEnd({
      identity,
      heard: (packet) => {
        const what = `${name} hears ${packet.payload}`;
        lastHeard.set(name, packet);
        heard.set(what, (heard.get(what) ?? 0) + 1);
      },
      // A media worker that was killed refuses what is sent to it.
      failed: () => undefined,
    });
    ends.set(name, end);
    await end.connect(address);
    await expect.poll(() => end.isSecured, eventually).toBe(true);
    const ssrc = 1000 + ends.size;
    const own = await valueOf(host.send(at(name), { kind: 'audio', ssrc, payloadType: 111 }));
    for (const source of sources.values()) await valueOf(host.hear(at(name), source));
    for (const other of sources.keys()) await valueOf(host.hear(at(other), own));
    sources.set(name, own);
  }

  it('is heard by everybody, each word once', async () => {
    const sources = new Map<string, string>();
    for (const name of names) await enter(name, sources);
    expect(names.map((name) => addresses.get(name))).toEqual([
      ...[machines[0], machines[0]],
      ...[machines[1], machines[1]],
    ]);
    let spoken = 0;
    const say = (words: string) => {
      spoken += 1;
      for (const [index, name] of names.entries()) {
        const head = { ssrc: 1001 + index, payloadType: 111, timestamp: spoken * 960 };
        ends.get(name)?.send(head, Buffer.from(`${name}: ${words}`));
      }
    };
    const all = (words: string) =>
      names.flatMap((name) =>
        names.filter((other) => other !== name).map((other) => `${name} hears ${other}: ${words}`),
      );
    await expect
      .poll(() => {
        say('hello');
        return all('hello').filter((what) => !heard.has(what));
      }, eventually)
      .toEqual([]);
    say('once');
    say('last');
    await expect.poll(() => all('last').filter((what) => !heard.has(what)), eventually).toEqual([]);
    expect(all('once').map((what) => heard.get(what))).toEqual(all('once').map(() => 1));
    expect([...heard.keys()].filter((what) => what.includes('once'))).toHaveLength(12);
  });

  it('says once more what a device asks for', async () => {
    const { ssrc, sequence, payload } = lastHeard.get('dee') as RtpPacket;
    const what = `dee hears ${payload}`;
    const before = heard.get(what) ?? 0;
    await expect
      .poll(() => {
        ends.get('dee')?.askAgain(ssrc, sequence);
        return heard.get(what) ?? 0;
      }, eventually)
      .toBeGreaterThan(before);
  });

  it('hears on where the other machine has gone, and loses who was there', async () => {
    const [host, other] = hosts as [(typeof hosts)[number], (typeof hosts)[number]];
    const lost: string[] = [];
    host.onLost('r', ({ participants }) => lost.push(...participants));
    process.kill(other.pids[0] ?? 0, 'SIGKILL');
    await expect.poll(() => lost, eventually).toEqual(['cy', 'dee']);
    let spoken = 5000;
    await expect
      .poll(() => {
        spoken += 1;
        const head = { ssrc: 1001, payloadType: 111, timestamp: spoken * 960 };
        ends.get('ada')?.send(head, Buffer.from('ada: still here'));
        return heard.has('ben hears ada: still here');
      }, eventually)
      .toBe(true);
  });
});
