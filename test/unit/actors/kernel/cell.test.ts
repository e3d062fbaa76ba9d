// What the kernel promises on top of nact: bounds, restarts, and an end for every message.

import type { ErrorCode } from '#protocol';
import { type Log, ManualClock, metrics, silentLog } from '#runtime';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../../src/actors/kernel/index.ts';
import { judgeCrash, restartLimits, startSystem } from '../../../../src/actors/kernel/index.ts';
import { counted } from '../../../support/counted.ts';

interface Bench {
  readonly cell: Cell<string>;
  readonly clock: ManualClock;
  readonly handled: string[];
  readonly back: [string, ErrorCode][];
  readonly logged: unknown[];
  starts: number;
  gaveUp: boolean;
  release: () => void;
}

function bench(mailboxLengthMax = 10): Bench {
  const clock = new ManualClock();
  const logged: unknown[] = [];
  const log: Log = { ...silentLog, error: (...all) => logged.push(all), warn: () => undefined };
  const made: Omit<Bench, 'cell'> = {
    clock,
    handled: [],
    back: [],
    logged,
    starts: 0,
    gaveUp: false,
    release: () => undefined,
  };
  const receive = (message: string): void | Promise<void> => {
    if (message.startsWith('poison')) throw new Error(`cannot digest ${message}`);
    made.handled.push(message);
    if (message === 'slow') return new Promise((resolve) => (made.release = resolve));
  };
  const cell = startSystem({ clock, log }).spawn<string>({
    name: 'subject',
    mailboxLengthMax,
    start: () => {
      made.starts++;
      return { receive };
    },
    undelivered: (message, code) => made.back.push([message, code]),
    gaveUp: () => (made.gaveUp = true),
  });
  return Object.assign(made, { cell });
}

async function turns(count = 6): Promise<void> {
  for (let i = 0; i < count; i++) await turn();
}

describe('an actor', () => {
  it('handles its mail in order, one message at a time', async () => {
    const made = bench();
    for (const message of ['slow', 'a', 'b']) expect(made.cell.post(message)).toBe(true);
    await turns();
    expect(made.handled).toEqual(['slow']);
    made.release();
    await turns();
    expect(made.handled).toEqual(['slow', 'a', 'b']);
  });

  it('has its turn when the present task has ended, before the event loop goes on', async () => {
    const made = bench();
    made.cell.post('a');
    expect(made.handled).toEqual([]);
    await Promise.resolve();
    expect(made.handled).toEqual(['a']);
  });

  it('lets the event loop go on between long turns', async () => {
    const made = bench(200);
    for (let n = 0; n < 200; n++) made.cell.post(String(n));
    await turn();
    expect(made.handled.length).toBeGreaterThan(0);
    expect(made.handled.length).toBeLessThan(200);
    await turns();
    expect(made.handled).toHaveLength(200);
  });

  it('refuses mail beyond its bound and takes it again later', async () => {
    const made = bench(2);
    expect([1, 2, 3].map((n) => made.cell.post(String(n)))).toEqual([true, true, false]);
    await turns();
    expect(made.cell.post('4')).toBe(true);
    await turns();
    expect(made.handled).toEqual(['1', '2', '4']);
  });

  it('gives the message it crashed on back, restarts, and reads on', async () => {
    const restarts = await counted(metrics.actorRestarts);
    const made = bench();
    for (const message of ['a', 'poison', 'b']) made.cell.post(message);
    await turns();
    expect(made.handled).toEqual(['a', 'b']);
    expect(made.back).toEqual([['poison', 'server.defect']]);
    expect(made.starts).toBe(2);
    expect(await restarts()).toBe(1);
  });

  it('waits before it restarts again, and loses no mail meanwhile', async () => {
    const made = bench();
    for (const message of ['poison 1', 'poison 2', 'b']) made.cell.post(message);
    await turns();
    expect(made.handled).toEqual([]);
    made.clock.advance(restartLimits.backOffMs);
    await turns();
    expect(made.handled).toEqual(['b']);
    expect(made.starts).toBe(3);
  });

  it('is given up after too many crashes: its mail goes back', async () => {
    const unread = await counted(metrics.deadLetters, { reason: 'server.unavailable' });
    const actors = await counted(metrics.actors);
    const made = bench(20);
    for (let n = 1; n <= 6; n++) made.cell.post(`poison ${n}`);
    made.cell.post('late');
    for (let n = 0; n < 6; n++) {
      await turns();
      made.clock.advance(1_000);
    }
    await turns();
    expect(made.gaveUp).toBe(true);
    expect(made.cell.isStopped).toBe(true);
    expect(made.back.slice(0, 6).map(([, code]) => code)).toEqual(Array(6).fill('server.defect'));
    expect(made.back.at(-1)).toEqual(['late', 'server.unavailable']);
    expect(await unread()).toBe(1);
    expect(await actors()).toBe(0);
    expect(made.cell.post('after')).toBe(false);
  });

  it('gives unread mail back when it stops, and says so to what is told later', async () => {
    const made = bench();
    for (const message of ['slow', 'a', 'b']) made.cell.post(message);
    await turns();
    made.cell.stop('shard.not_owner');
    made.cell.tell('c');
    expect(made.back).toEqual([
      ['a', 'shard.not_owner'],
      ['b', 'shard.not_owner'],
      ['c', 'server.unavailable'],
    ]);
    made.release();
    await turns();
    expect(made.handled).toEqual(['slow']);
  });

  it('stops its children with it', async () => {
    const made = bench();
    const child = made.cell.spawn<string>({
      name: 'child',
      mailboxLengthMax: 1,
      start: () => ({ receive() {} }),
      undelivered() {},
    });
    made.cell.stop('server.unavailable');
    expect(child.isStopped).toBe(true);
  });

  it('sleeps when it is quiet and its children sleep, and wakes for mail', async () => {
    const made = bench();
    const heard: string[] = [];
    const child = made.cell.spawn<string>({
      name: 'child',
      mailboxLengthMax: 1,
      start: () => ({ receive: (message) => void heard.push(message) }),
      undelivered() {},
    });
    made.cell.post('a');
    child.post('b');
    for (const one of [made.cell, child]) one.sleep();
    expect([made.cell.isAsleep, child.isAsleep]).toEqual([false, false]);
    await turns();
    made.cell.sleep();
    expect(made.cell.isAsleep).toBe(false);
    for (const one of [child, made.cell]) one.sleep();
    expect([made.cell.isAsleep, child.isAsleep]).toEqual([true, true]);
    child.post('c');
    await turns();
    expect([made.cell.isAsleep, child.isAsleep]).toEqual([false, false]);
    made.cell.post('slow');
    await turns();
    made.cell.sleep();
    made.release();
    await turns();
    for (const one of [child, made.cell]) one.sleep();
    made.cell.crash(new Error('elsewhere'));
    await turns();
    expect(heard).toEqual(['b', 'c']);
    expect(made.handled).toEqual(['a', 'slow']);
    expect(made.starts).toBe(2);
    for (const one of [child, made.cell]) one.sleep();
    made.cell.stop('server.unavailable');
    expect([made.cell.isStopped, child.isStopped]).toEqual([true, true]);
  });

  it('gives the message it crashed on back when it is stopped at once', async () => {
    const made = bench();
    made.cell.post('poison');
    await Promise.resolve();
    made.cell.stop('shard.not_owner');
    await turns();
    expect(made.back).toEqual([['poison', 'server.defect']]);
    expect(made.logged).toHaveLength(1);
  });

  it('ends its turn after so many messages, also where each makes it wait', async () => {
    let [read, ended] = [0, 0];
    const services = { clock: new ManualClock(), log: silentLog };
    const cell = startSystem(services).spawn<string>({
      name: 'waiting',
      mailboxLengthMax: 10,
      start: (self) => ({
        async receive() {
          read++;
          if (read < 1_000) self.tell('more');
        },
        turnEnded: () => void ended++,
      }),
      undelivered() {},
    });
    cell.post('first');
    await turn();
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(1_000);
    expect(ended).toBeGreaterThan(0);
    await turns(40);
    expect(read).toBe(1_000);
    expect(cell.isQuiet).toBe(true);
  });

  it('lets the event loop go on while actors tell each other without end', async () => {
    const system = startSystem({ clock: new ManualClock(), log: silentLog });
    const pair: Cell<string>[] = [];
    let told = 0;
    for (const other of [1, 0]) {
      const cell = system.spawn<string>({
        name: `actor${other}`,
        mailboxLengthMax: 10,
        start: () => ({
          receive() {
            told++;
            if (told < 100_000) pair[other]?.tell('more');
          },
        }),
        undelivered() {},
      });
      pair.push(cell);
    }
    pair[0]?.post('first');
    await turn();
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThan(100_000);
    pair[0]?.stop('server.unavailable');
  });

  it('logs a crash without a word of the message', async () => {
    const made = bench();
    made.cell.post('poison canary');
    await turns();
    expect(made.logged.length).toBe(1);
    const [event, fields] = made.logged[0] as [string, object];
    expect(event).toBe('actor.crashed');
    expect(JSON.stringify(fields)).not.toContain('canary');
    expect(JSON.stringify(fields)).not.toContain('subject');
  });

  it('crashes on a defect met outside of a turn, once', async () => {
    const made = bench();
    made.cell.crash(new Error('elsewhere'));
    await turns();
    made.cell.post('a');
    await turns();
    expect(made.starts).toBe(2);
    expect(made.handled).toEqual(['a']);
  });

  it('wakes for mail that comes at the end of a turn', async () => {
    const made = bench(10_000);
    for (let n = 0; n < 1_000; n++) made.cell.post(String(n));
    await turns(40);
    expect(made.handled.length).toBe(1_000);
    expect(made.cell.isQuiet).toBe(true);
  });
});

describe('the restart limit', () => {
  it('forgets crashes that are older than its window', () => {
    let crashes: readonly number[] = [];
    for (let at = 0; at < 100_000; at += restartLimits.windowMs / restartLimits.restartsMax) {
      const verdict = judgeCrash(crashes, at);
      expect(verdict.restart).toBe(true);
      if (verdict.restart) crashes = verdict.crashes;
    }
  });
});
