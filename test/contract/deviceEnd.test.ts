// A simulated device's end of media, at a real media worker: it comes in as a browser does, what
// one sends another one hears, and a server that is not the one it was told of is none.

import type { MediaPlace } from '#ports';
import type { MediaAddress } from '#protocol';
import { readConfig, silentLog, systemClock } from '#runtime';
import { createMediaHost, mediasoupEngine } from '#voice';
import type { RtpPacket } from '#lab/voice/srtp.ts';
import { DeviceEnd, newIdentity } from '#lab/voice/deviceEnd.ts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sayVoice, voiceState } from '../../cluster/voice/state.ts';

const ports = { first: 42_200, last: 42_249 };
const eventually = { timeout: 10_000, interval: 20 };

let host: Awaited<ReturnType<typeof createMediaHost>>;
let ends: DeviceEnd[];
let errors: Error[];

beforeEach(async () => {
  const state = voiceState(readConfig(process.env));
  if (state.is !== 'ready') throw new Error(`voice: ${sayVoice(state)}`);
  const { program } = state;
  const settings = { program, host: '127.0.0.1', announced: [], ports, dtx: true };
  [ends, errors] = [[], []];
  host = await createMediaHost({
    ...{ engine: mediasoupEngine(settings), workers: 1, dtx: true },
    ...{ clock: systemClock, log: silentLog },
  });
});

afterEach(() => {
  for (const end of ends) end.close();
  host.stop();
});

async function come(
  at: MediaPlace,
  heard: (packet: RtpPacket) => void,
  change: (address: MediaAddress) => MediaAddress = (address) => address,
): Promise<DeviceEnd> {
  const identity = await newIdentity();
  const entered = await host.enter(at);
  if (!entered.ok) throw new Error(entered.refusal.code);
  const end = new DeviceEnd({ identity, heard, failed: (error) => errors.push(error) });
  ends.push(end);
  await end.connect(change(entered.value));
  const value = identity.fingerprint;
  const fingerprints = [{ algorithm: 'sha-256', value }];
  expect(await host.secure(at, { role: 'client', fingerprints })).toMatchObject({ ok: true });
  return end;
}

test('what one device sends another hears, byte by byte', async () => {
  const [ada, ben] = ['ada', 'ben'].map((participant) => ({ room: 'r', participant }));
  const heard: RtpPacket[] = [];
  const talker = await come(ada as MediaPlace, () => undefined);
  const listener = await come(ben as MediaPlace, (packet) => heard.push(packet));
  await vi.waitFor(() => {
    expect(talker.isSecured && listener.isSecured).toBe(true);
  }, eventually);
  const sending = { kind: 'audio', ssrc: 4711, payloadType: 111 } as const;
  const source = await host.send(ada as MediaPlace, sending);
  if (!source.ok) throw new Error(source.refusal.code);
  const hearing = await host.hear(ben as MediaPlace, source.value);
  if (!hearing.ok) throw new Error(hearing.refusal.code);
  for (let n = 0; n < 50; n += 1) {
    expect(talker.send({ ...sending, timestamp: n * 960 }, Buffer.from(`frame ${n}`))).toBe(true);
  }
  await vi.waitFor(() => {
    expect(heard).toHaveLength(50);
  }, eventually);
  expect(heard.map(({ payload }) => payload.toString())).toEqual(
    Array.from({ length: 50 }, (_, n) => `frame ${n}`),
  );
  expect(new Set(heard.map(({ ssrc }) => ssrc))).toEqual(new Set([hearing.value.ssrc]));
  expect(errors).toEqual([]);
});

test('a server whose certificate is another one is told nothing', async () => {
  const end = await come(
    { room: 'r', participant: 'ada' },
    () => undefined,
    (address) => ({
      ...address,
      fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('0F').join(':') }],
    }),
  );
  await vi.waitFor(() => {
    expect(errors.map(({ message }) => message)).toEqual([
      'The server is another one than it was told to be.',
    ]);
  }, eventually);
  expect(end.isSecured).toBe(false);
});
