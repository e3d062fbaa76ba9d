// Whose turn it is when many handshakes come at once.

import { EventEmitter } from 'node:events';
import { ManualClock } from '#runtime';
import { describe, expect, it } from 'vitest';
import {
  Admission,
  crowdedMs,
  finishingLeast,
  finishingMax,
  longMs,
  shortMs,
  slowMs,
  turnMs,
  waitMsMax,
} from '../../../src/gateway/sockets/admission.ts';

function open() {
  const clock = new ManualClock();
  const turns: (() => void)[] = [];
  const admission = new Admission(clock, (run) => turns.push(run));
  const done: string[] = [];
  return {
    clock,
    admission,
    done,
    /** One turn of the event loop. */
    turn: () => turns.shift()?.(),
    enter(name: string, tookMs = 1) {
      const carrier = new EventEmitter();
      const begin = () => {
        clock.advance(tookMs);
        done.push(name);
      };
      admission.enter(carrier, begin, () => done.push(`${name} late`));
      return carrier;
    },
    /** A second part that goes on until it is ended. */
    finish(name: string) {
      const { promise, resolve } = Promise.withResolvers<void>();
      admission.finish(() => {
        done.push(name);
        return promise;
      });
      return resolve;
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('handshakes', () => {
  it('begin in the order they came, so many in a turn as fit its milliseconds', () => {
    const { admission, done, turn, enter } = open();
    for (let n = 0; n < 10; n++) enter(String(n));
    expect(done).toEqual([]);
    turn();
    expect(done).toEqual(['0', '1', '2', '3']);
    expect(done).toHaveLength(turnMs);
    expect(admission.waiting).toBe(10 - turnMs);
    turn();
    turn();
    expect(done).toHaveLength(10);
    expect(turn()).toBeUndefined();
  });

  it('begin one a turn when each takes longer than that', () => {
    const { done, turn, enter } = open();
    enter('slow', 50);
    enter('next');
    turn();
    expect(done).toEqual(['slow']);
    turn();
    expect(done).toEqual(['slow', 'next']);
  });

  it('that have begun are finished before others begin', () => {
    const { done, turn, enter, finish } = open();
    enter('newcomer');
    finish('begun');
    turn();
    expect(done).toEqual(['begun', 'newcomer']);
  });

  it('are finished so many at a time, and meanwhile nobody begins', async () => {
    const { done, turn, enter, finish } = open();
    const ends = Array.from({ length: finishingLeast }, (_, n) => finish(String(n)));
    finish('one more');
    enter('newcomer');
    turn();
    turn();
    expect(done).toHaveLength(finishingLeast);
    ends[0]?.();
    await settled();
    turn();
    expect(done.slice(finishingLeast)).toEqual(['one more', 'newcomer']);
  });

  it('are finished more at a time while turns are short, fewer once they are long', async () => {
    const { clock, done, turn, finish } = open();
    const begun = 4000;
    const ends = Array.from({ length: begun }, (_, n) => finish(String(n)));
    const underWay = () => done.length - (begun - ends.length);
    /** Turns of the event loop after each of which some have ended. */
    const pass = async (turns: number, elapsedMs: number, ended: number) => {
      for (let n = 0; n < turns; n++) {
        for (const end of ends.splice(0, Math.min(ended, underWay()))) end();
        await settled();
        clock.advance(elapsedMs);
        turn();
      }
    };
    turn();
    expect(underWay()).toBe(finishingLeast);
    await pass(300, shortMs / 8, 1);
    expect(underWay()).toBe(finishingMax);
    await pass(10, (shortMs + longMs) / 2, 8);
    expect(underWay()).toBe(finishingMax);
    await pass(10, longMs + 1, finishingMax / 4);
    expect(underWay()).toBe(finishingLeast);
  });

  it('that wait for an owner that is gone keep nobody back', () => {
    const { clock, done, turn, finish } = open();
    for (let n = 0; n < finishingLeast; n++) finish(String(n));
    finish('one more');
    turn();
    clock.advance(slowMs);
    turn();
    expect(done.at(-1)).toBe('one more');
  });

  it('are tidied up after between those who finish and those who begin', () => {
    const { admission, done, turn, enter, finish } = open();
    enter('newcomer');
    const tidy = () => done.push('gone');
    admission.depart(tidy);
    admission.depart(tidy);
    finish('begun');
    turn();
    expect(done).toEqual(['begun', 'gone', 'gone', 'newcomer']);
  });

  it('leave the line when their sockets close', () => {
    const { admission, done, turn, enter } = open();
    const carrier = enter('gone');
    enter('here');
    carrier.emit('close');
    expect(admission.waiting).toBe(1);
    turn();
    expect(done).toEqual(['here']);
    expect(carrier.listenerCount('close')).toBe(0);
  });

  it('begin with the newest while somebody has waited for long', () => {
    const { clock, done, turn, enter } = open();
    enter('first');
    clock.advance(crowdedMs + 1);
    for (const name of ['second', 'third', 'fourth']) enter(name);
    turn();
    expect(done).toEqual(['fourth', 'third', 'second', 'first']);
  });

  it('that waited too long are sent away before anybody begins', () => {
    const { clock, done, turn, enter } = open();
    const gone = enter('gone');
    enter('patient');
    enter('also');
    clock.advance(waitMsMax + 1);
    enter('new');
    gone.emit('close');
    turn();
    expect(done).toEqual(['patient late', 'also late', 'new']);
  });

  it('that waited too long are sent away', () => {
    const { clock, done, turn, enter } = open();
    enter('patient');
    clock.advance(waitMsMax + 1);
    turn();
    expect(done).toEqual(['patient late']);
  });
});
