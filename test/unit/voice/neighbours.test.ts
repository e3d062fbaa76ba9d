// Rooms that go on with media workers of other workers of the cluster: who is asked for room, what
// is given back, and what happens when either of the two is gone, or words get lost.

import type { Result } from '#protocol';
import { ManualClock, metrics, silentLog } from '#runtime';
import type { MediaEngine } from '#voice';
import { createMediaHost, memoryEngine } from '#voice';
import { beforeEach, describe, expect, it } from 'vitest';
import { hostlessGuestMs, pipesPerWorkerMax } from '../../../src/voice/bounds.ts';
import { counted } from '../../support/counted.ts';
import { MediaStreet } from '../../support/mediaStreet.ts';

const at = (participant: string, room = 'a') => ({ room, participant });
const code = (answer: Result<unknown>) => (answer.ok ? 'ok' : answer.refusal.code);
const turn = () => new Promise((resolve) => setImmediate(resolve));
const audio = (ssrc: number) => ({ kind: 'audio', ssrc, payloadType: 111 }) as const;

let clock: ManualClock;
let street: MediaStreet;

beforeEach(() => {
  clock = new ManualClock();
  street = new MediaStreet(clock);
});

async function open(
  name: string,
  machine: string,
  workers: number,
  isReached = true,
  ownClock = clock,
) {
  const engine = memoryEngine();
  const neighbours = street.house(name, machine);
  const shared = { clock: ownClock, log: silentLog, dtx: true, hearingsPerPart: 1 };
  const host = await createMediaHost({ ...shared, engine, workers, neighbours, isReached });
  const losses: string[] = [];
  host.onLost('a', ({ participants }) => losses.push(...participants));
  return { host, engine, losses };
}

/** Time passes, and whatever is said meanwhile is heard. */
async function pass(ms: number, by = clock): Promise<void> {
  for (let since = 0; since < ms; since += 100) {
    by.advance(100);
    for (let turns = 0; turns < 5; turns += 1) await turn();
  }
}

/** Resolves what is asked, while time goes on for those who wait in vain. */
async function whileTimePasses<T>(asked: Promise<T>): Promise<T> {
  let isDone = false;
  void asked.finally(() => {
    isDone = true;
  });
  while (!isDone) await pass(100);
  return asked;
}

type Host = Awaited<ReturnType<typeof open>>['host'];

/** Ada speaks, Ben fills her part by hearing her, and Cy hears her in another. */
async function three({ host }: { readonly host: Host }, room = 'a'): Promise<string> {
  expect(code(await host.enter(at('ada', room)))).toBe('ok');
  const sent = await host.send(at('ada', room), audio(1));
  const source = sent.ok ? sent.value : '';
  expect(code(await host.enter(at('ben', room)))).toBe('ok');
  expect(code(await host.hear(at('ben', room), source))).toBe('ok');
  expect(code(await host.enter(at('cy', room)))).toBe('ok');
  return source;
}

describe('a room that is too large for the media workers of its own', () => {
  it('goes on with those of another, and gives back what it needs no more', async () => {
    const { mediaPartsElsewhere, mediaGuests, mediaPipes, mediaPlaces } = metrics;
    const figures = [mediaPartsElsewhere, mediaGuests, mediaPlaces];
    const since = await Promise.all(figures.map((one) => counted(one)));
    const pipes = await counted(mediaPipes, { way: 'far' });
    const told = async () => [...(await Promise.all(since.map((one) => one()))), await pipes()];
    const owner = await open('owner', 'here', 1);
    const lender = await open('lender', 'there', 1);
    const source = await three(owner);
    expect(lender.host.isInUse).toBe(true);
    expect(await told()).toEqual([1, 1, 3, 0]);
    expect(code(await owner.host.hear(at('cy'), source))).toBe('ok');
    expect(await told()).toEqual([1, 1, 3, 2]);
    // Nobody there listens any more: the pipe goes, and with the last place the part.
    expect(code(await owner.host.unhear(at('cy'), source))).toBe('ok');
    await pass(100);
    expect(await told()).toEqual([1, 1, 3, 0]);
    expect(code(await owner.host.hear(at('cy'), source))).toBe('ok');
    owner.host.leave(at('cy'));
    await pass(100);
    expect(await told()).toEqual([0, 0, 2, 0]);
    expect(lender.host.isInUse).toBe(false);
    owner.host.stop();
    lender.host.stop();
  });

  it('takes a machine of its own before another, and none that is not reached', async () => {
    const owner = await open('owner', 'here', 1, false);
    const far = await open('far', 'there', 1);
    await three(owner);
    expect(far.host.isInUse).toBe(false);
    owner.host.close('a');
    const near = await open('near', 'here', 1, false);
    await pass(1000);
    await three(owner);
    expect([near.host.isInUse, far.host.isInUse]).toEqual([true, false]);
  });

  it('takes none that does not tell that it is reached', async () => {
    const owner = await open('owner', 'here', 1);
    const far = await open('far', 'there', 1, false);
    await three(owner);
    expect(far.host.isInUse).toBe(false);
    expect(street.asked).not.toContain('open');
  });

  it('stays where it is while nobody else answers', async () => {
    const owner = await open('owner', 'here', 1);
    await open('lender', 'there', 1);
    street.lost.add('offers');
    expect(code(await owner.host.enter(at('ada')))).toBe('ok');
    const sent = await owner.host.send(at('ada'), audio(1));
    await owner.host.enter(at('ben'));
    await owner.host.hear(at('ben'), sent.ok ? sent.value : '');
    expect(code(await whileTimePasses(owner.host.enter(at('cy'))))).toBe('ok');
    expect(street.asked).not.toContain('open');
  });

  it('begins on its own, also where that is just being started again', async () => {
    const owner = await open('owner', 'here', 1);
    const lender = await open('lender', 'there', 1);
    owner.engine.kill(owner.host.pids[0] ?? 0);
    expect(code(await owner.host.enter(at('ada')))).toBe('media.unavailable');
    await pass(100);
    expect(code(await owner.host.enter(at('ada')))).toBe('ok');
    expect([owner.host.isInUse, lender.host.isInUse]).toEqual([true, false]);
  });

  it('begins elsewhere where its own do not start', async () => {
    const engine: MediaEngine = { start: () => Promise.reject(new Error('no program')) };
    const neighbours = street.house('owner', 'here');
    const shared = { clock, log: silentLog, dtx: true, isReached: true };
    const host = await createMediaHost({ ...shared, engine, workers: 1, neighbours });
    const lender = await open('lender', 'there', 1);
    expect(code(await host.enter(at('ada')))).toBe('media.unavailable');
    await pass(2000);
    expect(code(await host.enter(at('ada')))).toBe('ok');
    expect(lender.host.isInUse).toBe(true);
  });

  it('stays where it is where what was offered is refused', async () => {
    const owner = await open('owner', 'here', 1);
    const lender = await open('lender', 'there', 1);
    const source = await three(owner);
    owner.host.leave(at('cy'));
    lender.host.depart();
    expect(code(await owner.host.enter(at('dee')))).toBe('ok');
    expect(code(await owner.host.hear(at('dee'), source))).toBe('ok');
    expect(lender.host.isInUse).toBe(false);
  });

  it('loses those who are on a media worker that ends, and nobody else', async () => {
    const owner = await open('owner', 'here', 1);
    const lender = await open('lender', 'there', 1);
    await three(owner);
    lender.engine.kill(lender.host.pids[0] ?? 0);
    for (let turns = 0; turns < 5; turns += 1) await turn();
    expect(owner.losses).toEqual(['cy']);
    expect(code(await owner.host.send(at('ada'), audio(2)))).toBe('ok');
    expect(code(await owner.host.send(at('cy'), audio(3)))).toBe('media.not_found');
  });

  it('finds out by itself where the word of it was lost', async () => {
    const owner = await open('owner', 'here', 1);
    const lender = await open('lender', 'there', 1);
    await three(owner);
    street.lost.add('ended');
    lender.engine.kill(lender.host.pids[0] ?? 0);
    await pass(600);
    expect(owner.losses).toEqual(['cy']);
  });

  it('loses them where that worker has left the cluster, or says nothing any more', async () => {
    const owner = await open('owner', 'here', 1);
    await open('lender', 'there', 1);
    await three(owner);
    street.leave('lender');
    await pass(600);
    expect(owner.losses).toEqual(['cy']);
    await open('silent', 'there', 1);
    await pass(1000);
    expect(code(await owner.host.enter(at('dee')))).toBe('ok');
    street.lost.add('probe');
    await pass(3000);
    expect(owner.losses).toEqual(['cy']);
    await pass(1000);
    expect(owner.losses).toEqual(['cy', 'dee']);
  });

  it('goes elsewhere when its host of the other part is about to leave', async () => {
    const owner = await open('owner', 'here', 1);
    const lender = await open('lender', 'there', 1);
    await three(owner);
    lender.host.depart();
    for (let turns = 0; turns < 5; turns += 1) await turn();
    expect(owner.losses).toEqual(['cy']);
    // What is heard there goes on until it has left.
    expect(lender.host.isInUse).toBe(true);
    await pass(1000);
    expect(code(await owner.host.enter(at('cy')))).toBe('ok');
    expect(street.asked.filter((one) => one === 'open')).toHaveLength(1);
  });
});

describe('a part that is lent', () => {
  it('ends when its owner has left the cluster', async () => {
    const owner = await open('owner', 'here', 1);
    const lender = await open('lender', 'there', 1);
    await three(owner);
    street.leave('owner');
    await pass(1100);
    expect(lender.host.isInUse).toBe(false);
  });

  it('ends when its owner asks for it no more, whatever it has said', async () => {
    const owner = await open('owner', 'here', 1);
    const lender = await open('lender', 'there', 1);
    await three(owner);
    for (const word of ['leave', 'close']) street.lost.add(word);
    owner.host.close('a');
    await pass(hostlessGuestMs - 1000);
    expect(lender.host.isInUse).toBe(true);
    await pass(2500);
    expect(lender.host.isInUse).toBe(false);
  });

  it('goes on where one of another machine ends that has the same number', async () => {
    const lender = await open('lender', 'there', 1);
    const owner = await open('owner', 'here', 1);
    await three(owner);
    // The lender is full as well, and its own room goes on with a third.
    const third = await open('third', 'yonder', 1);
    expect(code(await lender.host.enter(at('dee', 'b')))).toBe('ok');
    await three(lender, 'b');
    expect([lender.host.pids, third.host.pids]).toEqual([[1], [1]]);
    expect(third.host.isInUse).toBe(true);
    third.engine.kill(1);
    await pass(200);
    expect(third.host.isInUse).toBe(false);
    expect(owner.losses).toEqual([]);
  });

  it('is known to have ended by an owner that stood still meanwhile', async () => {
    const owner = await open('owner', 'here', 1);
    const elsewhere = new ManualClock();
    const lender = await open('lender', 'there', 1, true, elsewhere);
    await three(owner);
    await pass(1000);
    await pass(2 * hostlessGuestMs, elsewhere);
    expect([lender.host.isInUse, owner.losses]).toEqual([false, []]);
    await pass(1000);
    expect(owner.losses).toEqual(['cy']);
    expect(code(await owner.host.enter(at('cy')))).toBe('ok');
  });

  it('goes on for as long as its owner asks for it', async () => {
    const owner = await open('owner', 'here', 1);
    const lender = await open('lender', 'there', 1);
    await three(owner);
    await pass(60_000);
    expect(owner.losses).toEqual([]);
    expect(lender.host.isInUse).toBe(true);
  });
});

describe('a media worker', () => {
  it('has no more pipes than it may, and one again when one has gone', async () => {
    const own = await open('own', 'here', 2);
    const codes: string[] = [];
    for (let room = 0; room <= pipesPerWorkerMax; room += 1) {
      const name = `room ${room}`;
      const source = await three(own, name);
      codes.push(code(await own.host.hear(at('cy', name), source)));
    }
    expect(codes.splice(0, pipesPerWorkerMax).every((one) => one === 'ok')).toBe(true);
    expect(codes).toEqual(['media.failed']);
    own.host.close('room 0');
    await pass(100);
    const source = await three(own, 'room 0');
    expect(code(await own.host.hear(at('cy', 'room 0'), source))).toBe('ok');
  });
});
