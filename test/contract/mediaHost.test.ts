// What a host of media promises, by mediasoup and by its twin in memory, on media workers of its
// own and on those of another worker: places, streams, refusals that hurt nobody else, and a media
// worker that ends.

import type { MediaHost, MediaLoss, MediaPlace } from '#ports';
import { readConfig, silentLog, systemClock } from '#runtime';
import type { MediaEngine } from '#voice';
import { createMediaHost, mediasoupEngine, memoryEngine } from '#voice';
import { afterEach, describe, expect, it } from 'vitest';
import { sayVoice, voiceState } from '../../cluster/voice/state.ts';
import { MediaStreet } from '../support/mediaStreet.ts';

const ports = { first: 42_100, last: 42_199 };
const pipePorts = { first: 42_600, last: 42_699 };
const dtls = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('0F').join(':') }],
} as const;
const audio = (ssrc: number) => ({ kind: 'audio', ssrc, payloadType: 111 }) as const;
const unknown = 'b6b7f4ae-0000-4000-8000-000000000000';

interface Twin {
  engine(): MediaEngine;
  kill(engine: MediaEngine, pid: number): void;
  /** It answers nothing more, and does not end. */
  hang(engine: MediaEngine, pid: number): void;
}

const twins: Record<string, () => Twin> = {
  memory: () => {
    const engine = memoryEngine();
    const kill = (_: MediaEngine, pid: number) => engine.kill(pid);
    return { engine: () => engine, kill, hang: (_, pid) => engine.hang(pid) };
  },
  mediasoup: () => {
    const state = voiceState(readConfig(process.env));
    if (state.is !== 'ready') throw new Error(`voice: ${sayVoice(state)}`);
    const { program } = state;
    const pipes = { host: '127.0.0.1', announced: '127.0.0.1', ports: pipePorts };
    const settings = { program, host: '127.0.0.1', announced: [], ports, pipes, dtx: true };
    return {
      engine: () => mediasoupEngine(settings),
      kill: (_, pid) => void process.kill(pid, 'SIGKILL'),
      hang: (_, pid) => void process.kill(pid, 'SIGSTOP'),
    };
  },
};

const codeOf = async (asked: Promise<Awaited<ReturnType<MediaHost['secure']>> | object>) => {
  const answer = (await asked) as { ok: boolean; refusal?: { code: string } };
  return answer.ok ? 'ok' : answer.refusal?.code;
};

/** Whose media workers they are: its own, another's of this machine, or of another one. */
const ways = ['own', 'near', 'far'] as const;
const cases = Object.keys(twins).flatMap((name) => ways.map((way) => [name, way] as const));

describe.each(cases)('a host of media, by %s, on media workers that are %s', (name, way) => {
  const twinOf = twins[name] as () => Twin;
  const stops: (() => void)[] = [];
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
  });

  async function open(workers = 1, more: { hearingsPerPart?: number } = {}) {
    const twin = twinOf();
    const engine = twin.engine();
    const street = new MediaStreet(systemClock);
    const shared = { engine, clock: systemClock, log: silentLog, dtx: true, isReached: true };
    const lend = { ...shared, workers, neighbours: street.house('lender', 'there'), ...more };
    const lender = await createMediaHost(lend);
    stops.push(() => lender.stop());
    const house = () => street.house('owner', way === 'near' ? 'there' : 'here');
    const host =
      way === 'own'
        ? lender
        : await createMediaHost({ ...shared, workers: 0, neighbours: house(), ...more });
    stops.push(() => host.stop());
    const losses: MediaLoss[] = [];
    for (const room of rooms) host.onLost(room, (loss) => losses.push(loss));
    const kill = (pid: number) => twin.kill(engine, pid);
    const pids = () => lender.pids;
    return { host, pids, losses, kill, hang: (pid: number) => twin.hang(engine, pid) };
  }

  const rooms = ['a', 'b', 'c', 'd'];
  const at = (participant: string, room = 'a'): MediaPlace => ({ room, participant });

  async function value<T>(asked: Promise<{ ok: true; value: T } | { ok: false }>): Promise<T> {
    const answer = await asked;
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    return answer.value;
  }

  it('gives a place with addresses and what to know the other end by', async () => {
    const { host } = await open();
    const address = await value(host.enter(at('ada')));
    expect(address.candidates.length).toBeGreaterThan(0);
    expect(address.candidates[0]).toMatchObject({ address: '127.0.0.1' });
    expect(address.fingerprints.some(({ algorithm }) => algorithm === 'sha-256')).toBe(true);
    expect(address.ice.password.length).toBeGreaterThan(15);
    expect(await codeOf(host.secure(at('ada'), dtls))).toBe('ok');
  });

  it('lets people hear what others send, in their own room alone', async () => {
    const { host } = await open();
    for (const place of [at('ada'), at('ben'), at('cy', 'b')]) await value(host.enter(place));
    const source = await value(host.send(at('ada'), audio(1234)));
    const hearing = await value(host.hear(at('ben'), source));
    expect(hearing).toMatchObject({ source, kind: 'audio', payloadType: 100 });
    expect(hearing.ssrc).toBeGreaterThan(0);
    expect(await codeOf(host.hear(at('ben'), source))).toBe('media.invalid');
    expect(await codeOf(host.hear(at('cy', 'b'), source))).toBe('media.not_found');
    expect(await codeOf(host.silence(at('ben'), source, true))).toBe('media.not_found');
    expect(await codeOf(host.silence(at('ada'), source, true))).toBe('ok');
    expect(await codeOf(host.silence(at('ada'), source, false))).toBe('ok');
    expect(await codeOf(host.unhear(at('ben'), source))).toBe('ok');
    expect(await codeOf(host.unhear(at('ben'), source))).toBe('media.not_found');
    host.leave(at('ada'));
    expect(await codeOf(host.hear(at('ben'), source))).toBe('media.not_found');
  });

  it('refuses what does not hold, and nobody else is hurt', async () => {
    const { host, losses } = await open();
    await value(host.enter(at('ada')));
    await value(host.enter(at('eve')));
    const source = await value(host.send(at('ada'), audio(7)));
    const fingerprint = dtls.fingerprints[0];
    for (const wrong of [
      { role: 'client', fingerprints: [] },
      { role: 'auto', fingerprints: dtls.fingerprints },
      { role: 'client', fingerprints: [{ ...fingerprint, algorithm: 'sha-1' }] },
      { role: 'client', fingerprints: [{ ...fingerprint, algorithm: 'toString' }] },
      { role: 'client', fingerprints: [{ ...fingerprint, value: 'AB:CD' }] },
      { role: 'client', fingerprints: [{ ...fingerprint, value: 'x'.repeat(95) }] },
      { role: 'client', fingerprints: Array(5).fill(fingerprint) },
    ]) {
      expect(await codeOf(host.secure(at('eve'), wrong as typeof dtls))).toBe('media.invalid');
    }
    for (const wrong of [
      audio(0),
      audio(-1),
      audio(2 ** 32),
      audio(1.5),
      audio(Number.NaN),
      { ...audio(5), payloadType: 8 },
      { ...audio(5), payloadType: 300 },
      { ...audio(5), kind: 'smell' },
    ]) {
      expect(await codeOf(host.send(at('eve'), wrong as never))).toBe('media.invalid');
    }
    await value(host.send(at('eve'), audio(8)));
    expect(await codeOf(host.send(at('eve'), audio(8)))).toBe('media.invalid');
    expect(await codeOf(host.hear(at('eve'), unknown))).toBe('media.not_found');
    expect(await codeOf(host.send(at('mallory'), audio(9)))).toBe('media.not_found');
    expect(await codeOf(host.secure(at('eve'), dtls))).toBe('ok');
    expect(await codeOf(host.secure(at('eve'), dtls))).toBe('media.invalid');
    expect(await codeOf(host.hear(at('eve'), source))).toBe('ok');
    expect(losses).toEqual([]);
  });

  it('lets nobody send more streams than they may', async () => {
    const { host } = await open();
    await value(host.enter(at('ada')));
    for (const ssrc of [1, 2, 3, 4]) await value(host.send(at('ada'), audio(ssrc)));
    expect(await codeOf(host.send(at('ada'), audio(5)))).toBe('media.full');
  });

  it('gives a device that enters again a new place in place of the old one', async () => {
    const { host } = await open();
    const first = await value(host.enter(at('ada')));
    const source = await value(host.send(at('ada'), audio(1)));
    const second = await value(host.enter(at('ada')));
    expect(second.ice.usernameFragment).not.toBe(first.ice.usernameFragment);
    await value(host.enter(at('ben')));
    expect(await codeOf(host.hear(at('ben'), source))).toBe('media.not_found');
    const both = await Promise.all([host.enter(at('cy')), host.enter(at('cy'))]);
    expect(both.filter((answer) => answer.ok)).toHaveLength(1);
    expect(await codeOf(host.send(at('cy'), audio(3)))).toBe('ok');
  });

  it('tells at once who lost their place when a media worker ends, and has another', async () => {
    const { host, pids, losses, kill } = await open();
    await value(host.enter(at('ada')));
    await value(host.enter(at('ben')));
    const [pid = 0] = pids();
    const killedMs = performance.now();
    kill(pid);
    await expect.poll(() => losses, { interval: 5, timeout: 30_000 }).toHaveLength(1);
    expect(losses).toEqual([{ room: 'a', participants: ['ada', 'ben'] }]);
    expect(await codeOf(host.send(at('ada'), audio(1)))).toBe('media.not_found');
    await expect
      .poll(() => codeOf(host.enter(at('ada'))), { interval: 20, timeout: 30_000 })
      .toBe('ok');
    const backMs = performance.now() - killedMs;
    console.log(`media worker back after ${Math.round(backMs)} ms`);
    expect(pids()).not.toContain(pid);
    expect(await codeOf(host.send(at('ada'), audio(1)))).toBe('ok');
  });

  it('ends a media worker that hangs, tells who lost their place, and has another', async () => {
    const { host, pids, losses, hang } = await open();
    await value(host.enter(at('ada')));
    const [pid = 0] = pids();
    const hungMs = performance.now();
    hang(pid);
    await expect.poll(() => losses, { interval: 5, timeout: 30_000 }).toHaveLength(1);
    const noticedMs = performance.now();
    expect(losses).toEqual([{ room: 'a', participants: ['ada'] }]);
    await expect
      .poll(() => codeOf(host.enter(at('ada'))), { interval: 20, timeout: 30_000 })
      .toBe('ok');
    const backMs = performance.now() - noticedMs;
    const noticed = Math.round(noticedMs - hungMs);
    console.log(
      `hung media worker noticed after ${noticed} ms, back ${Math.round(backMs)} ms later`,
    );
    expect(pids()).not.toContain(pid);
    expect(await codeOf(host.send(at('ada'), audio(1)))).toBe('ok');
    const isGone = () => {
      try {
        return !process.kill(pid, 0);
      } catch {
        return true;
      }
    };
    if (name === 'mediasoup') await expect.poll(isGone, { timeout: 30_000 }).toBe(true);
  });

  it('spreads rooms over media workers, and one that ends takes its own rooms alone', async () => {
    const { host, pids, losses, kill } = await open(2);
    for (const room of ['a', 'b', 'c', 'd']) await value(host.enter(at('ada', room)));
    kill(pids()[0] ?? 0);
    await expect.poll(() => losses.length, { interval: 5, timeout: 30_000 }).toBe(2);
    const lost = new Set(losses.map(({ room }) => room));
    for (const room of ['a', 'b', 'c', 'd']) {
      const sent = await codeOf(host.send(at('ada', room), audio(1)));
      expect(sent).toBe(lost.has(room) ? 'media.not_found' : 'ok');
    }
  });

  it('has a room on more than one media worker where one is too small for it', async () => {
    const { host, pids, losses, kill } = await open(2, { hearingsPerPart: 1 });
    await value(host.enter(at('ada')));
    const source = await value(host.send(at('ada'), audio(1)));
    await value(host.enter(at('ben')));
    await value(host.hear(at('ben'), source));
    // The part of these two is full: the next ones are elsewhere, and hear the same.
    await value(host.enter(at('cy')));
    await value(host.enter(at('dee')));
    const elsewhere = [host.hear(at('cy'), source), host.hear(at('dee'), source)];
    for (const hearing of elsewhere) expect((await value(hearing)).source).toBe(source);
    const [first = 0] = pids();
    kill(first);
    await expect.poll(() => losses.length, { interval: 5, timeout: 30_000 }).toBe(1);
    const lost = losses[0]?.participants ?? [];
    expect(lost).toSatisfy(
      (names: string[]) => names.join() === 'ada,ben' || names.join() === 'cy,dee',
    );
    const others = ['ada', 'ben', 'cy', 'dee'].filter((name) => !lost.includes(name));
    for (const name of others) expect(await codeOf(host.send(at(name), audio(50)))).toBe('ok');
    for (const name of lost) {
      expect(await codeOf(host.send(at(name), audio(50)))).toBe('media.not_found');
    }
  });

  it('is unavailable while no media worker runs', async () => {
    const { host } = await open(0);
    expect(await codeOf(host.enter(at('ada')))).toBe('media.unavailable');
  });
});
