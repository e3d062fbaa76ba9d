// One person of the demo: a device in a process of its own, doing what the stage manager says.

import { AldisClient } from '#client';
import type { AccountId } from '#protocol';
import { clockMs } from '#lab/clock.ts';

export type PersonOrder =
  | {
      readonly order: 'register';
      readonly url: string;
      readonly invitation: string;
      readonly profile: string;
    }
  | { readonly order: 'connect' | 'disconnect' }
  | { readonly order: 'friend' | 'safety'; readonly account: AccountId }
  | { readonly order: 'say'; readonly to: AccountId; readonly text: string }
  | { readonly order: 'leave' };

export type PersonReport =
  | { readonly report: 'registered'; readonly account: AccountId }
  | { readonly report: 'connected'; readonly member: string }
  | { readonly report: 'said'; readonly at: number }
  | { readonly report: 'safety'; readonly digits: string }
  | { readonly report: 'done' }
  | { readonly report: 'heard'; readonly text: string; readonly at: number }
  | { readonly report: 'broken'; readonly why: string };

let client: AldisClient;
let profile = '';
const report = (message: PersonReport) => process.send?.(message);

/** Opens the profile, as after a restart, and comes online. */
async function connect(): Promise<string> {
  client = AldisClient.open(profile);
  client.on('message', (message) => {
    report({ report: 'heard', text: message.text, at: clockMs() });
  });
  await client.connect();
  return client.member ?? '';
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
    case 'connect':
      return { report: 'connected', member: await connect() };
    case 'friend':
      await client.friend(order.account);
      return { report: 'done' };
    case 'say': {
      const at = clockMs();
      await client.send(order.to, order.text);
      return { report: 'said', at };
    }
    case 'safety':
      return { report: 'safety', digits: (await client.safetyNumber(order.account)).digits };
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
