// The demo's second act: a group over three accounts and five devices. Everybody's every device
// shows what is said, the speaker's others too; whoever is removed shows nothing from then on.

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { printable } from '#protocol';
import type { AccountId, GroupId } from '#protocol';
import { clockMs } from '#lab/clock.ts';
import { Person } from './stage.ts';

const groupTitle = 'The Lamp Room';
const mayI = 'May I come to the lamp room?';
const talk = [
  ['alice', 'Three of us, five lamps. Who sees this one?'],
  ["bob's laptop", 'My phone does, and so does this one.'],
  ['carol', 'I have only the one, and it burns.'],
  ["alice's desk", 'Then nobody is in the dark.'],
] as const;
const goodbye = 'Carol has the night off; keep this from her.';
/** Long enough for whatever would still come. */
const quietMs = 1500;

/** All that is said in this act. */
export const groupTexts: readonly string[] = [
  groupTitle,
  mayI,
  ...talk.map(([, text]) => text),
  goodbye,
];

export interface Act {
  readonly url: string;
  readonly invitation: string;
  readonly folder: string;
  /** On the stage already, and friends. */
  readonly alice: Person;
  readonly bob: Person;
  readonly accounts: Readonly<Record<string, AccountId>>;
  readonly watch: (at?: number) => number;
}

export interface GroupFindings {
  readonly devices: number;
  readonly texts: number;
  /** Showings on other devices, and the slowest of them. Unit: milliseconds. */
  readonly copies: number;
  readonly worstMs: number;
  /** What the removed person showed. */
  readonly afterRemoval: number;
}

/** Ends the further people's processes, however it went. */
export async function playGroup(act: Act): Promise<GroupFindings> {
  const { alice, bob } = act;
  const desk = new Person("alice's desk");
  const laptop = new Person("bob's laptop");
  const carol = new Person('carol');
  const further = [desk, laptop, carol];
  try {
    await come(act, further);
    const all = [alice, desk, bob, laptop, carol];
    const group = await found(act, all);
    const showings: number[] = [];
    for (const [name, text] of talk) {
      const from = all.find((one) => one.name === name) ?? alice;
      showings.push(...(await say(act, from, all, group, text)));
    }
    const account = act.accounts['carol'] as AccountId;
    await alice.do({ order: 'exclude', group, account });
    await see(carol, group, 0);
    console.log(`\ncarol is removed from "${groupTitle}"\n`);
    const rest = all.filter((one) => one !== carol);
    showings.push(...(await say(act, alice, rest, group, goodbye)));
    await sleep(quietMs);
    await see(bob, group, 2);
    const afterRemoval = carol.hasHeard(goodbye) ? 1 : 0;
    console.log(`carol shows ${afterRemoval === 0 ? 'nothing' : 'it'} of that`);
    for (const person of further) await person.do({ order: 'leave' });
    return {
      devices: all.length,
      texts: talk.length + 1,
      copies: showings.length,
      worstMs: Math.max(...showings),
      afterRemoval,
    };
  } finally {
    for (const person of further) person.end();
  }
}

/** Two link a second device; a third person comes, and says a word to whoever will let her in. */
async function come(act: Act, [desk, laptop, carol]: readonly Person[]): Promise<void> {
  if (!desk || !laptop || !carol) return;
  const { url, invitation, folder, alice, bob } = act;
  for (const [primary, further] of [
    [alice, desk],
    [bob, laptop],
  ] as const) {
    const profile = join(folder, further.name.replace("'s ", '-'));
    const shown = await further.do({ order: 'link', url, profile });
    if (shown.report !== 'link') continue;
    await primary.do({ order: 'letIn', link: shown.url });
    await further.do({ order: 'connect' });
    console.log(`${primary.name} links another device: ${further.name}`);
  }
  const registered = await carol.do({
    ...{ order: 'register', url, invitation },
    profile: join(folder, 'carol'),
  });
  if (registered.report === 'registered') {
    Object.assign(act.accounts, { carol: registered.account });
  }
  await carol.do({ order: 'connect' });
  await carol.do({ order: 'friend', account: act.accounts['alice'] as AccountId });
  await alice.do({ order: 'friend', account: act.accounts['carol'] as AccountId });
  const heard = alice.hears(mayI);
  await carol.do({ order: 'say', to: act.accounts['alice'] as AccountId, text: mayI });
  await heard;
  console.log(`carol has an account too: "${mayI}"`);
}

/** Resolves when every device knows of it. */
async function found(act: Act, all: readonly Person[]): Promise<GroupId> {
  const members = ['bob', 'carol'].map((name) => act.accounts[name] as AccountId);
  const founded = await act.alice.do({ order: 'found', title: groupTitle, members });
  if (founded.report !== 'founded') throw new Error('no group was founded');
  const { group } = founded;
  // Whom somebody does not know to be a member they do not write to.
  for (const person of all) await see(person, group, 1 + members.length);
  console.log(`alice founds "${groupTitle}" with bob and carol: five devices know of it\n`);
  return group;
}

async function see(person: Person, group: GroupId, members: number): Promise<void> {
  await person.do({ order: 'seeGroup', group, members });
}

/** Says it, and waits until every other device shows it. Returns how long each took. */
async function say(
  { watch }: Act,
  from: Person,
  all: readonly Person[],
  group: GroupId,
  text: string,
): Promise<number[]> {
  const others = all.filter((one) => one !== from);
  const heard = Promise.all(others.map((one) => one.hears(text)));
  const at = clockMs();
  await from.do({ order: 'say', to: group, text });
  const took = (await heard).map((shownAt) => shownAt - at);
  const time = (watch(at) / 1000).toFixed(3).padStart(8);
  console.log(`${time} s  ${from.name}: ${printable(text)}`);
  const each = others.map((one, index) => `${one.name} ${(took[index] ?? 0).toFixed(0)} ms`);
  console.log(`${' '.repeat(12)}shown by ${each.join(', ')}`);
  return took;
}
