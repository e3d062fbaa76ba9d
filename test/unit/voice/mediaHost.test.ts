// What a host of media does about media workers that do not start, or do not answer.

import type { Result } from '#protocol';
import { ManualClock, metrics, silentLog } from '#runtime';
import type { MediaEngine } from '#voice';
import { createMediaHost, memoryEngine } from '#voice';
import { describe, expect, it } from 'vitest';
import {
  hearingsPerPlaceMax,
  placesPerRoomMax,
  placesPerWorkerMax,
  roomsMax,
  sourcesPerPlaceMax,
} from '../../../src/voice/bounds.ts';
import { counted } from '../../support/counted.ts';

const place = { room: 'a', participant: 'ada' };
const code = (answer: Result<unknown>) => (answer.ok ? 'ok' : answer.refusal.code);
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function open(engine: MediaEngine) {
  const clock = new ManualClock();
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (event: string) => warnings.push(event) };
  const host = await createMediaHost({ engine, workers: 1, clock, log, dtx: true });
  return { clock, host, warnings };
}

type EngineTransport = Awaited<
  ReturnType<Awaited<ReturnType<Awaited<ReturnType<MediaEngine['start']>>['router']>>['transport']>
>;

/** A media worker but for its routers. */
const endOf = (worker: Awaited<ReturnType<MediaEngine['start']>>) => ({
  pid: worker.pid,
  probe: () => worker.probe(),
  close: () => worker.close(),
});

/** Time passes, and whatever is answered meanwhile is heard. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 100) {
    clock.advance(100);
    await turn();
  }
}

describe('a host of media', () => {
  it('ends a media worker that hangs, tells who was on it, and starts another', async () => {
    const { mediaWorkers, mediaWorkerEnds, mediaWorkerHangs, mediaPlaces } = metrics;
    const figures = [mediaWorkers, mediaWorkerEnds, mediaWorkerHangs, mediaPlaces];
    const since = await Promise.all(figures.map((one) => counted(one)));
    const told = () => Promise.all(since.map((one) => one()));
    const twin = memoryEngine();
    const { clock, host, warnings } = await open(twin);
    const losses: string[] = [];
    host.onLost('a', ({ participants }) => losses.push(...participants));
    expect(code(await host.enter(place))).toBe('ok');
    await pass(clock, 60_000);
    expect([host.pids, losses, warnings]).toEqual([[1], [], []]);
    expect(await told()).toEqual([1, 0, 0, 1]);
    twin.hang(1);
    await pass(clock, 2_900);
    expect([host.pids, losses]).toEqual([[1], []]);
    await pass(clock, 600);
    expect(losses).toEqual(['ada']);
    expect(warnings).toEqual(['media-worker.hangs', 'media-worker.ended']);
    await pass(clock, 100);
    expect([host.pids, twin.pids]).toEqual([[2], [2]]);
    expect(await told()).toEqual([1, 1, 1, 0]);
    expect(code(await host.enter(place))).toBe('ok');
  });

  it('lets a media worker be that answers late', async () => {
    const twin = memoryEngine();
    let delayMs = 2_900;
    const { clock, host, warnings } = await open({
      async start(ended) {
        const worker = await twin.start(ended);
        const probe = () => new Promise<void>((done) => clock.after(delayMs, done));
        return { ...endOf(worker), router: () => worker.router(), probe };
      },
    });
    await pass(clock, 30_000);
    delayMs = 100;
    await pass(clock, 5_000);
    expect([host.pids, warnings]).toEqual([[1], []]);
  });

  it('tries again to start a media worker, each time later, until it runs', async () => {
    const twin = memoryEngine();
    const startedMs: number[] = [];
    let isThere = false;
    const { clock, host, warnings } = await open({
      async start(ended) {
        startedMs.push(startedMs.length === 0 ? 0 : clock.monotonic());
        if (!isThere) throw new Error('no program');
        return twin.start(ended);
      },
    });
    expect(code(await host.enter(place))).toBe('media.unavailable');
    for (let at = 0; at < 60; at += 1) {
      clock.advance(50);
      await turn();
    }
    expect(startedMs).toEqual([0, 50, 150, 350, 750, 1550]);
    expect(warnings).toEqual(['media-worker.unstartable']);
    isThere = true;
    for (let at = 0; at < 2; at += 1) {
      clock.advance(10_000);
      await turn();
    }
    expect(code(await host.enter(place))).toBe('ok');
  });

  it('waits three seconds for a media worker that hangs, and gives the place up', async () => {
    const twin = memoryEngine();
    let isHung = false;
    const hang = <T>(work: () => Promise<T>) => (isHung ? new Promise<T>(() => undefined) : work());
    const { clock, host } = await open({
      async start(ended) {
        const worker = await twin.start(ended);
        return {
          ...endOf(worker),
          async router() {
            const router = await worker.router();
            return {
              pipe: (isNear) => router.pipe(isNear),
              close: () => router.close(),
              transport: async () => {
                const transport = await router.transport();
                return { ...transport, send: (sending) => hang(() => transport.send(sending)) };
              },
            };
          },
        };
      },
    });
    expect(code(await host.enter(place))).toBe('ok');
    isHung = true;
    const asked = host.send(place, { kind: 'audio', ssrc: 1, payloadType: 111 });
    clock.advance(2999);
    expect(await Promise.race([asked, turn().then(() => 'waiting')])).toBe('waiting');
    clock.advance(1);
    expect(code(await asked)).toBe('media.unavailable');
    isHung = false;
    const again = await host.send(place, { kind: 'audio', ssrc: 1, payloadType: 111 });
    expect(code(again)).toBe('media.not_found');
    expect(code(await host.enter(place))).toBe('ok');
  });

  it('tells a stream that is asked for again from the one given up before it', async () => {
    const twin = memoryEngine();
    const begun: (() => void)[] = [];
    const slowly = (transport: EngineTransport): EngineTransport => ({
      ...transport,
      async hear(source, kind) {
        await new Promise<void>((go) => begun.push(go));
        return transport.hear(source, kind);
      },
    });
    const { host } = await open({
      async start(ended) {
        const worker = await twin.start(ended);
        const router = await worker.router();
        const { transport } = router;
        router.transport = async () => slowly(await transport.call(router));
        return { ...endOf(worker), router: async () => router };
      },
    });
    const ben = { ...place, participant: 'ben' };
    for (const one of [place, ben]) expect(code(await host.enter(one))).toBe('ok');
    const sent = await host.send(place, { kind: 'audio', ssrc: 1, payloadType: 111 });
    const source = sent.ok ? sent.value : '';
    const first = host.hear(ben, source);
    await turn();
    expect(code(await host.unhear(ben, source))).toBe('ok');
    const second = host.hear(ben, source);
    await turn();
    for (const go of begun) go();
    expect([code(await first), code(await second)]).toEqual(['media.not_found', 'ok']);
    expect(code(await host.unhear(ben, source))).toBe('ok');
  });

  it('is full at its bounds, also for those who come at once, until somebody leaves', async () => {
    const { host } = await open(memoryEngine());
    const enter = (room: string, count: number) =>
      Promise.all(
        Array.from({ length: count }, (_, at) => host.enter({ room, participant: `${at}` })),
      );
    const tally = (answers: readonly Result<unknown>[]) => ({
      ok: answers.filter(({ ok }) => ok).length,
      full: answers.filter((answer) => code(answer) === 'media.full').length,
    });
    const rooms = Array.from({ length: roomsMax + 1 }, (_, at) => enter(`${at}`, 1));
    expect(tally((await Promise.all(rooms)).flat())).toEqual({ ok: roomsMax, full: 1 });
    for (let at = 0; at < roomsMax; at += 1) host.close(`${at}`);
    const tooMany = placesPerRoomMax + 1;
    expect(tally(await enter('a', tooMany))).toEqual({ ok: placesPerRoomMax, full: 1 });
    const rest = placesPerWorkerMax - placesPerRoomMax;
    const others = await Promise.all([enter('b', rest / 2 + 1), enter('c', rest / 2)]);
    expect(tally(others.flat())).toEqual({ ok: rest, full: 1 });
    host.leave({ room: 'a', participant: '0' });
    expect(tally(await enter('d', 2))).toEqual({ ok: 1, full: 1 });
  });

  it('lets nobody hear more streams than they may', async () => {
    const { host } = await open(memoryEngine());
    const ear = { room: 'a', participant: 'ear' };
    expect(code(await host.enter(ear))).toBe('ok');
    const heard: string[] = [];
    for (let at = 0; at <= hearingsPerPlaceMax; at += 1) {
      const participant = `${Math.floor(at / sourcesPerPlaceMax)}`;
      const talker = { room: 'a', participant };
      if (at % sourcesPerPlaceMax === 0) await host.enter(talker);
      const sent = await host.send(talker, { kind: 'audio', ssrc: at + 1, payloadType: 111 });
      heard.push(code(await host.hear(ear, sent.ok ? sent.value : '')));
    }
    expect(heard.splice(0, hearingsPerPlaceMax).every((one) => one === 'ok')).toBe(true);
    expect(heard).toEqual(['media.full']);
  });

  it('says that a media worker could not do what was well asked', async () => {
    const twin = memoryEngine();
    const { host } = await open({
      async start(ended) {
        const worker = await twin.start(ended);
        return {
          ...endOf(worker),
          async router() {
            const router = await worker.router();
            return {
              pipe: (isNear) => router.pipe(isNear),
              close: () => router.close(),
              transport: async () => {
                const transport = await router.transport();
                const hear = () => Promise.reject(new Error('no more consumers'));
                return { ...transport, hear };
              },
            };
          },
        };
      },
    });
    expect(code(await host.enter(place))).toBe('ok');
    const source = await host.send(place, { kind: 'audio', ssrc: 7, payloadType: 111 });
    const ben = { ...place, participant: 'ben' };
    expect(code(await host.enter(ben))).toBe('ok');
    const id = source.ok ? source.value : '';
    expect(code(await host.hear(ben, id))).toBe('media.failed');
    expect(code(await host.hear(ben, 'none'))).toBe('media.not_found');
    // The place is there still, and may try again.
    expect(code(await host.hear(ben, id))).toBe('media.failed');
  });
});
