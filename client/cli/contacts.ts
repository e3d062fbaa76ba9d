// The commands about people: `aldis contacts`, `requests`, `block` and `unblock`.

import type { AccountId } from '#protocol';
import type { AldisClient, Contact } from '../index.ts';
import { at, emptied } from './cli.ts';
import type { Cli } from './cli.ts';
import type { Names } from './names.ts';
import { UsageError } from './output.ts';
import { plain } from './plain.ts';

/** Lists contacts, or changes what is known of one. */
export async function contacts(cli: Cli, words: readonly string[]): Promise<void> {
  const [verb = 'list', who, ...rest] = words;
  if (verb === 'list' && who === undefined) {
    await at(cli, async ({ client, names, hearSoon }) => {
      await hearSoon();
      await client.contacts.saved();
      const all = client.contacts.list();
      for (const one of all) say(cli, names, one);
      if (all.length === 0) cli.output.note(plain`No contacts yet: aldis send WHO TEXT`);
    });
    return;
  }
  const text = rest.join(' ');
  const isUsed = verb === 'delete' ? rest.length === 0 : verb === 'name' || verb === 'note';
  if (who === undefined || !isUsed) throw new UsageError(contactsUsage);
  await changing(cli, who, (client, account, names) => {
    if (verb === 'delete') client.contacts.delete(account);
    else client.contacts.set(account, verb === 'name' ? { name: text } : { note: text });
    const known = client.contacts.get(account);
    if (known) say(cli, names, known);
    else cli.output.say(plain`${who} is none of your contacts any more.`, { account });
  });
}

/** Lists who asks to be heard and which groups strangers invite to, or decides about people. */
export async function requests(cli: Cli, words: readonly string[]): Promise<void> {
  const [verb, who, ...more] = words;
  if (verb === undefined) {
    await at(cli, async ({ client, names, hearSoon }) => {
      await hearSoon();
      const all = client.contacts.requests();
      for (const { account, last } of all) {
        const name = names.nameOf(account);
        const text = plain`${name.padEnd(16)} ${account}  ${last.text}`;
        cli.output.say(text, { account, name, text: last.text });
      }
      const groups = client.groups.requests;
      for (const { id, title, members } of groups) {
        const text = plain`${title}  ${id}  a group of ${members.length}`;
        cli.output.say(text, { group: id, title, members: members.length });
      }
      if (groups.length > 0) cli.output.note(plain`Groups: aldis group accept G, or decline G`);
      if (all.length + groups.length === 0) cli.output.note(plain`Nobody asks to be heard.`);
    });
    return;
  }
  const isKnown = verb === 'accept' || verb === 'delete';
  if (!isKnown || who === undefined || more.length > 0) throw new UsageError(requestsUsage);
  await changing(cli, who, (client, account) => {
    if (verb === 'accept') client.contacts.accept(account);
    else client.contacts.delete(account);
    const words = verb === 'accept' ? 'is heard from now on' : 'is forgotten with what it said';
    cli.output.say(plain`${who} ${words}.`, { account });
  });
}

export async function block(cli: Cli, who: string): Promise<void> {
  await changing(cli, who, async (client, account) => {
    await client.contacts.block(account);
    cli.output.say(plain`${who} is blocked.`, { account, blocked: true });
  });
}

export async function report(cli: Cli, who: string): Promise<void> {
  await changing(cli, who, async (client, account) => {
    await client.contacts.report(account);
    cli.output.say(plain`${who} is reported, without what was said.`, { account, reported: true });
  });
}

export async function unblock(cli: Cli, who: string): Promise<void> {
  await changing(cli, who, async (client, account) => {
    await client.contacts.unblock(account);
    cli.output.say(plain`${who} is heard again.`, { account, blocked: false });
  });
}

/** What others are to hear of it has left before the command ends. */
function changing(
  cli: Cli,
  who: string,
  work: (client: AldisClient, account: AccountId, names: Names) => Promise<void> | void,
): Promise<void> {
  return at(cli, async ({ client, names, connect, find }) => {
    const account = await find(() => names.account(who));
    await connect();
    await work(client, account, names);
    await client.contacts.saved();
    await emptied(client);
  });
}

function say(cli: Cli, names: Names, contact: Contact): void {
  const { account, name = names.nameOf(account), note = '' } = contact;
  const marks = [contact.accepted ? '' : 'not accepted', contact.blocked ? 'blocked' : '', note];
  const words = marks.filter((mark) => mark !== '').join(', ');
  cli.output.say(plain`${name.padEnd(16)} ${account}  ${words}`, contact);
}

const contactsUsage = 'aldis contacts [list | name WHO NAME | note WHO TEXT | delete WHO]';
const requestsUsage = 'aldis requests [accept WHO | delete WHO]';
