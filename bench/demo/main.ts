// `npm run demo`: two people in processes of their own, on different workers, talk both ways, one
// of them offline for a while; then three talk in a group, on five devices. Prints who said what
// when, over which worker, and what the server held meanwhile.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printable } from '#protocol';
import type { AccountId } from '#protocol';
import { readConfig } from '#runtime';
import { conclude, round } from '#lab/figures.ts';
import { findCluster, launchCluster, type RunningCluster } from '#lab/launch.ts';
import type { GroupFindings } from './group.ts';
import { groupTexts, playGroup } from './group.ts';
import { heldFor } from './serverView.ts';
import { filesHolding } from '#lab/filesHolding.ts';
import { readFlags } from '#lab/options.ts';
import { createStopwatch, Person } from './stage.ts';

interface Stage {
  readonly facts: RunningCluster;
  readonly dataDir: string;
  readonly redis: string;
  stop(): Promise<void>;
}

/** The cluster that runs already, or one of the demo's own. */
async function findStage(): Promise<Stage> {
  const config = readConfig(process.env);
  const running = findCluster(config.dataDir);
  if (running) {
    console.log(`Using the cluster at ${running.url}.\n`);
    const { dataDir, redis } = config;
    return { facts: running, dataDir, redis, stop: async () => undefined };
  }
  console.log('No cluster runs here; starting one for the demo.\n');
  const launched = await launchCluster({ env: { ALDIS_LOG: 'warn' } });
  const own = readConfig({ ...process.env, ALDIS_DATA: launched.dataDir });
  return {
    facts: launched.facts(),
    dataDir: launched.dataDir,
    redis: own.redis,
    stop: async () => void (await launched.stop()),
  };
}

interface Line {
  readonly from: Person;
  readonly to: Person;
  readonly text: string;
  readonly saidAt: number;
  readonly heardAt: number;
}

const morning = [
  ['alice', 'Good morning, Bob. Is the lamp lit?'],
  ['bob', 'Good morning, Alice. It burns.'],
  ['alice', 'Then read this by it.'],
] as const;
const saidWhileAway: readonly string[] = [
  'The harbour is closed tonight.',
  'Come by the north light instead.',
];
const returnText = 'I was below deck. North light, understood.';

async function main(): Promise<0 | 1> {
  const values = readFlags({ json: undefined });
  const watch = createStopwatch();
  const stage = await findStage();
  const folder = mkdtempSync(join(tmpdir(), 'aldis-demo-'));
  const people = { alice: new Person('alice'), bob: new Person('bob') };
  const { alice, bob } = people;
  try {
    const accounts = await enter(stage, folder, alice, bob);
    const workers = workerNames(stage.facts);
    console.log(`alice is on ${workers(alice)}, bob is on ${workers(bob)}\n`);
    // Wherever bob comes back to: what is said first crosses between them.
    const apart = alice.member !== bob.member;
    const lines: Line[] = [];
    const exchange = async (from: Person, to: Person, text: string) => {
      const heard = to.hears(text);
      const said = await from.do({ order: 'say', to: accounts[to.name] as AccountId, text });
      const line = {
        from,
        to,
        text,
        saidAt: said.report === 'said' ? said.at : 0,
        heardAt: await heard,
      };
      lines.push(line);
      print(watch, line, workers);
    };
    for (const [name, text] of morning) {
      await exchange(people[name], name === 'alice' ? bob : alice, text);
    }
    const held = await whileAway(stage, alice, bob, accounts, lines, { watch, workers });
    await exchange(bob, alice, returnText);
    console.log('\nA group: three people, five devices\n');
    const { url, invitation = '' } = stage.facts;
    const group = await playGroup({ url, invitation, folder, alice, bob, accounts, watch });
    const texts = [...morning.map(([, text]) => text), ...saidWhileAway, returnText, ...groupTexts];
    const leaks = filesHolding(stage.dataDir, texts);
    const numbers = await safetyNumbers(alice, bob, accounts);
    console.log(`\nsafety number, on both sides: ${numbers[0]}`);
    for (const person of [alice, bob]) await person.do({ order: 'leave' });
    return tell({ lines, held, leaks, numbers, group, apart, tookMs: watch() }, values.json);
  } finally {
    for (const person of [alice, bob]) person.end();
    rmSync(folder, { recursive: true, force: true });
    await stage.stop();
  }
}

/** Accounts that bob tries until one is another worker's than alice's. */
const accountTriesMax = 12;

/** Both register, connect to different workers, and become friends. */
async function enter(
  stage: Stage,
  folder: string,
  alice: Person,
  bob: Person,
): Promise<Record<string, AccountId>> {
  const { url, invitation = '' } = stage.facts;
  const accounts: Record<string, AccountId> = {};
  const register = async (person: Person, file: string) => {
    const profile = join(folder, file);
    const done = await person.do({ order: 'register', url, invitation, profile });
    if (done.report === 'registered') accounts[person.name] = done.account;
  };
  const connect = async (person: Person) => {
    const done = await person.do({ order: 'connect' });
    if (done.report === 'connected') person.member = done.member;
  };
  await Promise.all([register(alice, 'alice'), register(bob, 'bob')]);
  await connect(alice);
  await connect(bob);
  // A connection is placed beside its account: another worker takes another account.
  for (let tries = 1; bob.member === alice.member && tries < accountTriesMax; tries++) {
    await bob.do({ order: 'disconnect' });
    await register(bob, `bob-${tries}`);
    await connect(bob);
  }
  await alice.do({ order: 'friend', account: accounts['bob'] as AccountId });
  await bob.do({ order: 'friend', account: accounts['alice'] as AccountId });
  return accounts;
}

/** Bob is away; alice writes; the server holds it, and bob gets it in order when he is back. */
async function whileAway(
  stage: Stage,
  alice: Person,
  bob: Person,
  accounts: Record<string, AccountId>,
  lines: Line[],
  show: { watch: (at?: number) => number; workers: (person: Person) => string },
) {
  // Else the receipt of what he has said would wait for him as well.
  await bob.do({ order: 'settle' });
  await bob.do({ order: 'disconnect' });
  console.log('\nbob goes offline');
  const to = accounts['bob'] as AccountId;
  const saidAt: number[] = [];
  for (const text of saidWhileAway) {
    const said = await alice.do({ order: 'say', to, text });
    saidAt.push(said.report === 'said' ? said.at : 0);
  }
  const held = await heldFor(stage.redis, to);
  console.log(`what the server holds for bob: ${held.length} values`);
  for (const value of held) console.log(`  ${value.bytes} bytes  ${value.start}…`);
  const back = await bob.do({ order: 'connect' });
  if (back.report === 'connected') bob.member = back.member;
  console.log(`bob is back, on ${show.workers(bob)}\n`);
  for (const [index, text] of saidWhileAway.entries()) {
    const line = {
      from: alice,
      to: bob,
      text,
      saidAt: saidAt[index] ?? 0,
      heardAt: await bob.hears(text),
    };
    lines.push(line);
    print(show.watch, line, show.workers);
  }
  return held;
}

async function safetyNumbers(alice: Person, bob: Person, accounts: Record<string, AccountId>) {
  const of = async (person: Person, other: string) => {
    const done = await person.do({ order: 'safety', account: accounts[other] as AccountId });
    return done.report === 'safety' ? done.digits : '';
  };
  return [await of(alice, 'bob'), await of(bob, 'alice')] as const;
}

/** Workers by their number where the cluster's facts name them, else by their member id. */
function workerNames(facts: RunningCluster): (person: Person) => string {
  return (person) => {
    const index = facts.workers.find((one) => one.member === person.member)?.index;
    return index === undefined ? printable(person.member) : `worker ${index}`;
  };
}

function print(
  watch: (at?: number) => number,
  line: Line,
  workers: (person: Person) => string,
): void {
  const time = (watch(line.saidAt) / 1000).toFixed(3).padStart(8);
  const who = `${line.from.name} (${workers(line.from)}) → ${line.to.name} (${workers(line.to)})`;
  const took = `${(line.heardAt - line.saidAt).toFixed(1)} ms`;
  console.log(`${time} s  ${who.padEnd(42)} ${took.padStart(10)}  ${printable(line.text)}`);
}

interface Told {
  readonly lines: readonly Line[];
  readonly held: readonly unknown[];
  /** Files of the server that hold what was said. */
  readonly leaks: readonly string[];
  readonly numbers: readonly [string, string];
  readonly group: GroupFindings;
  /** The two were on different workers. */
  readonly apart: boolean;
  readonly tookMs: number;
}

function tell(told: Told, json: string | undefined): 0 | 1 {
  const { lines, held, leaks, numbers, group, apart, tookMs } = told;
  console.log('');
  const live = lines.filter((line) => !saidWhileAway.includes(line.text));
  const latencies = live.map((line) => line.heardAt - line.saidAt);
  return conclude(
    {
      messages: lines.length,
      total_s: round(tookMs / 1000),
      first_message_ms: round(latencies[0] ?? Number.NaN),
      live_worst_ms: round(Math.max(...latencies.slice(1))),
      held_values: held.length,
      group_devices: group.devices,
      group_texts: group.texts,
      group_copies: group.copies,
      group_worst_ms: round(group.worstMs),
      files_with_plaintext: leaks.length,
    },
    [
      { sentence: 'all that was said was heard', kept: lines.length === 6 },
      { sentence: 'the two were on different workers', kept: apart },
      {
        sentence: 'the server held what was said meanwhile',
        kept: held.length === saidWhileAway.length,
      },
      {
        sentence: 'what was said in the group was shown by every other device',
        kept: group.copies === (group.texts - 1) * (group.devices - 1) + group.devices - 2,
      },
      {
        sentence: 'whoever was removed from it showed nothing after',
        kept: group.afterRemoval === 0,
      },
      { sentence: 'no file of the server holds a plaintext', kept: leaks.length === 0 },
      {
        sentence: 'both see the same safety number',
        kept: numbers[0] !== '' && numbers[0] === numbers[1],
      },
    ],
    json,
  );
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(printable(error instanceof Error ? error.message : String(error)));
  process.exitCode = 2;
}
