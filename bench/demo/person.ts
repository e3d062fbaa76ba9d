// One person of the demo: a device in a process of its own, doing what the stage manager says.

import { setTimeout as sleep } from 'node:timers/promises';
import { AldisClient } from '#client';
import type { AccountId, GroupId } from '#protocol';
import { clockMs } from '#lab/clock.ts';

export type PersonOrder =
  | {
      readonly order: 'register';
      readonly url: string;
      readonly invitation: string;
      readonly profile: string;
    }
  /** Shows the link of a device that is to be one of another's, and then waits to be let in. */
  | { readonly order: 'link'; readonly url: string; readonly profile: string }
  | { readonly order: 'letIn'; readonly link: string }
  /** `settle`: until the other's device has told of all that was said to it. */
  | { readonly order: 'connect' | 'settle' | 'disconnect' }
  | { readonly order: 'friend' | 'safety'; readonly account: AccountId }
  | { readonly order: 'say'; readonly to: AccountId | GroupId; readonly text: string }
  | { readonly order: 'found'; readonly title: string; readonly members: readonly AccountId[] }
  /** Waits until this person knows of so many members; 0: until it is none any more. */
  | { readonly order: 'seeGroup'; readonly group: GroupId; readonly members: number }
  | { readonly order: 'exclude'; readonly group: GroupId; readonly account: AccountId }
  | { readonly order: 'leave' };

export type PersonReport =
  | { readonly report: 'registered'; readonly account: AccountId }
  | { readonly report: 'connected'; readonly member: string }
  | { readonly report: 'link'; readonly url: string }
  | { readonly report: 'founded'; readonly group: GroupId }
  | { readonly report: 'said'; readonly at: number }
  | { readonly report: 'safety'; readonly digits: string }
  | { readonly report: 'done' }
  | { readonly report: 'heard'; readonly text: string; readonly at: number }
  | { readonly report: 'broken'; readonly why: string };

/** A look at the group, until it is as it is waited for. */
const lookEveryMs = 50;

let client: AldisClient;
let profile = '';
/** Times of what was said and not receipted yet. */
const unconfirmed = new Set<number>();
/** The device that is being linked. */
let joining: Promise<AldisClient> | undefined;
const report = (message: PersonReport) => process.send?.(message);

/** Opens the profile, as after a restart, and comes online. */
async function connect(): Promise<string> {
  if (joining) {
    client = await joining;
    joining = undefined;
    await client.close();
  }
  client = AldisClient.open(profile);
  const heard = ({ text }: { readonly text: string }) =>
    report({ report: 'heard', text, at: clockMs() });
  client.on('message', heard);
  client.on('ownMessage', heard);
  client.on('receipt', ({ timestamps }) => {
    for (const timestamp of timestamps) unconfirmed.delete(timestamp);
  });
  client.on('group', ({ group, standing }) => {
    if (standing === 'invited') void client.groups.get(group).accept();
  });
  await client.connect();
  return client.member ?? '';
}

/** Shows the link of this device; whoever scans it lets it in. */
function link({ url: server, profile: file }: PersonOrder & { order: 'link' }): Promise<string> {
  profile = file;
  return new Promise((resolve, reject) => {
    joining = AldisClient.link({ server, profile: file, onLink: resolve });
    joining.catch(reject);
  });
}

async function seeGroup({ group, members }: PersonOrder & { order: 'seeGroup' }) {
  for (;;) {
    const known = client.groups.list().find(({ id }) => id === group);
    const there = known?.standing === 'member' ? known.members.length : 0;
    if (there === members) return;
    await sleep(lookEveryMs);
  }
}

async function follow(order: PersonOrder): Promise<PersonReport> {
  switch (order.order) {
    case 'register': {
      profile = order.profile;
      const { url: server, invitation } = order;
      client = await AldisClient.register({ server, invitation, profile });
      await client.close();
      return { report: 'registered', account: client.account };
    }
    case 'link':
      return { report: 'link', url: await link(order) };
    case 'letIn':
      await client.devices.link(order.link);
      return { report: 'done' };
    case 'found': {
      const { title, members } = order;
      return { report: 'founded', group: (await client.groups.create({ title, members })).id };
    }
    case 'seeGroup':
      await seeGroup(order);
      return { report: 'done' };
    case 'exclude':
      await client.groups.get(order.group).remove([order.account]);
      return { report: 'done' };
    case 'connect':
      return { report: 'connected', member: await connect() };
    case 'friend':
      await client.friend(order.account);
      return { report: 'done' };
    case 'say': {
      const at = clockMs();
      unconfirmed.add((await client.conversation(order.to).send(order.text)).timestamp);
      return { report: 'said', at };
    }
    case 'safety':
      return { report: 'safety', digits: (await client.safetyNumber(order.account)).digits };
    case 'settle':
      while (unconfirmed.size > 0) await sleep(lookEveryMs);
      return { report: 'done' };
    case 'disconnect':
    case 'leave':
      await client.close();
      return { report: 'done' };
  }
}

process.on('message', (order: PersonOrder) => {
  follow(order)
    .then(report)
    .catch((error: Error) => report({ report: 'broken', why: error.stack ?? String(error) }))
    .finally(() => {
      if (order.order === 'leave') process.disconnect();
    });
});
process.on('disconnect', () => process.exit(0));
