// One process of simulated devices. The parent orders; samples go to it by themselves.

import { createHistogram, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { ClientError } from '#client';
import type { AccountId, GroupId } from '#protocol';
import type { Tally } from './device.ts';
import { SimulatedDevice } from './device.ts';
import { SentBook, ShownBook } from '#lab/ledger.ts';
import type { Answers, Books, Counts, FromProcess, Health, Order, ToProcess } from './orders.ts';
import { clockMicros } from '#lab/clock.ts';
import type { Schedule } from './schedule.ts';
import { groupOf, isRecipientHalf, partnerOf, turnsOf } from './schedule.ts';
import { someAtOnce } from '#lab/someAtOnce.ts';

const sampleEveryMs = 250;
/** Registrations and first messages under way at once in one process. */
const setUpAtOnce = 8;
/** Between two looks at whether a device is in its groups. */
const enterEveryMs = 100;
/** The event loop's delay is read this often; the reading contains it. */
const loopResolutionMs = 10;

const devices: SimulatedDevice[] = [];
let accounts: readonly AccountId[] = [];
let groups: readonly GroupId[] = [];
let acknowledgedPairs: number[] = [];
let deliveredPairs: number[] = [];
const lateness = createHistogram();
const loopDelay = monitorEventLoopDelay({ resolution: loopResolutionMs });
let utilizationBefore = performance.eventLoopUtilization();
let utilization = 0;

const tally: Tally = {
  sent: new SentBook(),
  shown: new ShownBook(),
  undecryptable: 0,
  rejected: 0,
  receipts: 0,
  troubles: 0,
  forged: 0,
  acknowledged: (due, after) => acknowledgedPairs.push(due, after),
  delivered: (due, after) => deliveredPairs.push(due, after),
  accountOf: (number) => accounts[number],
  groupOf: (number) => groups[number],
};

async function register(order: Order & { what: 'register' }): Promise<Answers['register']> {
  await someAtOnce(setUpAtOnce, order.devices, async (number) => {
    devices.push(await SimulatedDevice.join(number, order, tally));
  });
  devices.sort((a, b) => a.number - b.number);
  return devices.map(({ number, account }) => ({ device: number, account }));
}

const partner = (number: number) => other(partnerOf(number, accounts.length));

function other(number: number): { number: number; account: AccountId } {
  const account = accounts[number];
  if (account === undefined) throw new Error(`device ${number} has no account`);
  return { number, account };
}

async function greet(order: Order & { what: 'greet' }): Promise<null> {
  const named = new Set(order.devices);
  const greeting = devices.filter((device) => named.has(device.number));
  await someAtOnce(setUpAtOnce, greeting, (device) =>
    order.whom === 'first' ? device.say(other(0), 0) : saying(device, 0),
  );
  return null;
}

/** What a device says is for its partner, or where there are groups for everybody in its own. */
function saying(device: SimulatedDevice, dueMicros: number): Promise<void> {
  if (groups.length === 0) return device.say(partner(device.number), dueMicros);
  const number = groupOf(device.number, groups.length);
  const group = { number, id: groups[number] as GroupId };
  const others = [...accounts.keys()].filter((one) => one !== device.number);
  return device.sayIn(group, others, dueMicros);
}

async function found(count: number): Promise<GroupId[]> {
  const founder = devices.find(({ number }) => number === 0);
  if (!founder) return [];
  const made: GroupId[] = [];
  for (let number = 0; number < count; number += 1) {
    made.push(await founder.found(`group ${number}`, accounts.slice(1)));
  }
  return made;
}

async function enter(ids: readonly GroupId[]): Promise<null> {
  groups = ids;
  await someAtOnce(setUpAtOnce, devices, async (device) => {
    for (const id of ids) while (!(await device.isIn(id))) await sleep(enterEveryMs);
  });
  return null;
}

/** The founder's word for where the groups are now; empty in the other processes. */
async function versions(): Promise<number[]> {
  const founder = devices.find(({ number }) => number === 0);
  return founder ? Promise.all(groups.map((group) => founder.versionOf(group))) : [];
}

async function know(known: readonly number[]): Promise<null> {
  const isBehind = (device: SimulatedDevice) =>
    groups.some((group, index) => !device.knows(group, known[index] ?? 0));
  while (devices.some(isBehind)) await sleep(enterEveryMs);
  return null;
}

/** Open loop: a message is due at its time, however long those before it take. */
async function load({ schedule, startMicros }: Order & { what: 'load' }): Promise<null> {
  loopDelay.enable();
  loopDelay.reset();
  lateness.reset();
  utilizationBefore = performance.eventLoopUtilization();
  arrangeSwitches(schedule, startMicros);
  const byNumber = new Map(devices.map((device) => [device.number, device]));
  const numbers = [...byNumber.keys()];
  for (const { device, atMs } of turnsOf(schedule, numbers)) {
    const dueMicros = Math.round(startMicros + atMs * 1000);
    while (clockMicros() < dueMicros) await sleep((dueMicros - clockMicros()) / 1000);
    for (let count = 0; count < schedule.perTurn; count += 1) {
      lateness.record(Math.max(1, clockMicros() - dueMicros));
      const speaker = byNumber.get(device);
      if (speaker) void saying(speaker, dueMicros);
    }
  }
  const endMicros = startMicros + schedule.forMs * 1000;
  await sleep((endMicros - clockMicros()) / 1000);
  loopDelay.disable();
  utilization = performance.eventLoopUtilization(utilizationBefore).utilization;
  return null;
}

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

function arrangeSwitches({ devices: count, dropAtMs, away }: Schedule, startMicros: number): void {
  const at = (ms: number, act: (device: SimulatedDevice) => void, which = devices) =>
    setTimeout(() => which.forEach(act), Math.max(0, ms + (startMicros - clockMicros()) / 1000));
  if (dropAtMs !== undefined) at(dropAtMs, (device) => device.drop());
  if (!away) return;
  const leaving = devices.filter((device) => isRecipientHalf(device.number, count));
  at(away.fromMs, (device) => device.leave(), leaving);
  at(away.untilMs, (device) => device.comeBack(), leaving);
}

const counts = (): Counts => ({
  sent: tally.sent.sent,
  acknowledged: tally.sent.acknowledged,
  refused: tally.sent.refused,
  delivered: tally.shown.delivered,
  duplicated: tally.shown.duplicated,
});

function health(): Health {
  const loopP99Ms = loopDelay.percentile(99) / 1e6 - loopResolutionMs;
  const recorded = lateness.count > 0;
  return {
    lateP99Ms: recorded ? lateness.percentile(99) / 1000 : 0,
    lateMaxMs: recorded ? lateness.max / 1000 : 0,
    loopDelayP99Ms: Math.max(0, loopP99Ms),
    loopUtilization: utilization,
  };
}

function books(): Books {
  const slowest = (of: (device: SimulatedDevice) => number | undefined) => {
    const all = devices.map(of).filter((ms) => ms !== undefined);
    return all.length > 0 ? Math.max(...all) : undefined;
  };
  const connectedAfterMs = slowest((device) => device.connectedAfterMs);
  const caughtUpAfterMs = slowest((device) => device.caughtUpAfterMs);
  return {
    sent: tally.sent.pages(),
    shown: tally.shown.pages(),
    undecryptable: tally.undecryptable,
    rejected: tally.rejected,
    receipts: tally.receipts,
    troubles: tally.troubles,
    forged: tally.forged,
    health: health(),
    ...(connectedAfterMs === undefined ? {} : { connectedAfterMs }),
    ...(caughtUpAfterMs === undefined ? {} : { caughtUpAfterMs }),
  };
}

async function obey(order: Order): Promise<Answers[Order['what']]> {
  switch (order.what) {
    case 'register':
      return register(order);
    case 'meet':
      accounts = order.accounts;
      return null;
    case 'greet':
      return greet(order);
    case 'found':
      return found(order.groups);
    case 'enter':
      return enter(order.groups);
    case 'versions':
      return versions();
    case 'know':
      return know(order.versions);
    case 'load':
      return load(order);
    case 'counts':
      return counts();
    case 'books':
      return books();
    case 'end':
      clearInterval(sampling);
      await Promise.all(devices.map((device) => device.close()));
      return null;
  }
}

/** A parent that is gone hears nothing, and its end ends this process. */
function tell(message: FromProcess): void {
  if (process.connected) process.send?.(message, () => undefined);
}

function sample(): void {
  const { user, system } = process.cpuUsage();
  tell({
    sample: {
      counts: counts(),
      ready: devices.length,
      acknowledged: Float64Array.from(acknowledgedPairs),
      delivered: Float64Array.from(deliveredPairs),
      cpuMicros: user + system,
    },
  });
  acknowledgedPairs = [];
  deliveredPairs = [];
}

process.on('message', ({ id, order }: ToProcess) => {
  obey(order).then(
    (answer) => {
      sample();
      tell({ id, answer });
    },
    (error: Error) => {
      // What the server refused is for the person; anything else is a defect, and says where.
      const forPerson = error instanceof ClientError;
      tell({ id, broken: forPerson ? error.message : (error.stack ?? String(error)) });
    },
  );
});
// A Ctrl-C at the terminal reaches everybody; the parent decides.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));
const sampling = setInterval(sample, sampleEveryMs);
