// The commands about friends: `aldis friend`, `unfriend` and `friends`.

import type { Cli } from './cli.ts';
import { at, emptied } from './cli.ts';
import { plain } from './plain.ts';

/**
 * Asks, or accepts; remembers the account under a name, where one is given: on this machine, or, in
 * a locked profile, as that of a contact.
 */
export async function friend(cli: Cli, who: string, alias: string | undefined): Promise<void> {
  await at(cli, async ({ self, client, names, connect, find }) => {
    const account = await find(() => names.account(who));
    const isContact = alias !== undefined && client.lock.isSet;
    if (isContact) client.contacts.set(account, { name: alias });
    else if (alias !== undefined) cli.profiles.addContact(self.name, alias, account);
    await connect();
    const friendship = await client.friend(account);
    const text =
      friendship === 'accepted' ? plain`You and ${who} are friends.` : plain`${who} was asked.`;
    if (isContact) {
      await client.contacts.saved();
      await emptied(client);
    }
    cli.output.say(text, { account, friendship });
  });
}

/** Ends a friendship, takes a request back, or declines one. */
export async function unfriend(cli: Cli, who: string): Promise<void> {
  await at(cli, async ({ client, names, connect, find }) => {
    const account = await find(() => names.account(who));
    await connect();
    await client.unfriend(account);
    cli.output.say(plain`${who} is no friend of yours.`, { account, friendship: null });
  });
}

export async function friends(cli: Cli): Promise<void> {
  await at(cli, async ({ client, names, connect }) => {
    await connect();
    const all = await client.friends();
    for (const one of all) {
      const name = names.nameOf(one.account);
      const state = one.asksUs ? 'asks you' : one.friendship;
      cli.output.say(plain`${name.padEnd(16)} ${one.account}  ${state}`, { name, ...one });
    }
    if (all.length === 0) cli.output.note(plain`No friends yet: aldis friend WHO`);
  });
}
