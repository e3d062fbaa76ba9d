// One process of raw clients in pairs. Its parent orders; each order is answered once.

import { clockMicros } from '../clock.ts';
import { dialects } from './dialects.ts';
import type { Answers, Order, RunBooks } from './orders.ts';
import type { PairListener } from './pair.ts';
import { Pair } from './pair.ts';
import { Recorder } from './recorder.ts';
import { obeyParent } from './obeying.ts';
import { someAtOnce } from '../someAtOnce.ts';

/** Connections that are being made at once. */
const connectingMax = 32;
/** What has not arrived when nothing has happened for so long is lost. */
const quietMs = 5000;
const settlePollMs = 50;

const pairs: Pair[] = [];
let recorder = new Recorder(() => undefined);

/** Pairs outlive runs, so they talk to whichever recorder there is. */
const listener: PairListener = {
  acknowledged: (due, now) => recorder.acknowledged(due, now),
  delivered: (due, now) => recorder.delivered(due, now),
  through: (pair) => recorder.through(pair),
  refused: (code) => recorder.refused(code),
  stray: () => recorder.stray(),
  broken: (why) => recorder.broken(why),
};

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
const sleepUntil = (micros: number) => sleep((micros - clockMicros()) / 1000);

async function seat(order: Order & { what: 'seat' }): Promise<null> {
  const { target, contentBytes, recipientAcknowledges } = order;
  const dialect = dialects[order.dialect];
  const options = { target, dialect, contentBytes, recipientAcknowledges };
  await someAtOnce(connectingMax, order.pairs, async (seats) => {
    const pair = new Pair(seats, options, listener);
    await pair.ready();
    pairs.push(pair);
  });
  return null;
}

async function closed(order: Order & { what: 'closed' }): Promise<RunBooks> {
  let running = true;
  recorder = new Recorder((pair) => {
    if (running) pair.send(clockMicros());
  });
  for (const pair of pairs) pair.begin(order.run);
  await sleepUntil(order.startMicros);
  for (const pair of pairs) {
    for (let i = 0; i < order.window; i++) pair.send(clockMicros());
  }
  const countedMicros = order.startMicros + order.warmupMs * 1000;
  await sleepUntil(countedMicros);
  recorder.count();
  await sleepUntil(countedMicros + order.forMs * 1000);
  recorder.close(false);
  running = false;
  await settled();
  return books();
}

async function open(order: Order & { what: 'open' }): Promise<RunBooks> {
  recorder = new Recorder(() => undefined);
  for (const pair of pairs) pair.begin(order.run);
  await sleepUntil(order.startMicros);
  recorder.count();
  const total = Math.floor((order.rate * order.forMs) / 1000);
  const own = new Map(pairs.map((pair) => [pair.number, pair]));
  const everyMicros = 1e6 / order.rate;
  for (let turn = 0; turn < total; turn++) {
    const pair = own.get(turn % order.pairs);
    if (!pair) continue;
    const dueMicros = Math.round(order.startMicros + turn * everyMicros);
    while (clockMicros() < dueMicros) await sleep((dueMicros - clockMicros()) / 1000);
    recorder.late(clockMicros() - dueMicros);
    pair.send(dueMicros);
  }
  await sleepUntil(order.startMicros + order.forMs * 1000);
  recorder.close(true);
  await settled();
  return books();
}

/** Waits until everything is acknowledged and delivered, or nothing happens any more. */
async function settled(): Promise<void> {
  let changes = -1;
  let quietSince = clockMicros();
  while (pairs.some((pair) => pair.unsettled > 0)) {
    if (recorder.changes !== changes) {
      changes = recorder.changes;
      quietSince = clockMicros();
    } else if (clockMicros() - quietSince > quietMs * 1000) return;
    await sleep(settlePollMs);
  }
}

const books = (): RunBooks => ({
  sent: pairs.map((pair) => pair.sentPage()),
  shown: pairs.map((pair) => pair.shownPage()),
  redelivered: pairs.reduce((sum, pair) => sum + pair.redelivered, 0),
  ...recorder.books(),
});

async function obey(order: Order): Promise<Answers[Order['what']]> {
  switch (order.what) {
    case 'seat':
      return seat(order);
    case 'closed':
      return closed(order);
    case 'open':
      return open(order);
    case 'stir':
      for (let i = 0; i < order.count; i++) pairs[Math.floor(Math.random() * pairs.length)]?.stir();
      return null;
    case 'end':
      for (const pair of pairs) pair.close();
      return null;
  }
}

obeyParent(obey);
