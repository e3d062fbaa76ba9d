// The commands about people: `aldis contacts`, `requests`, `block` and `unblock`.

import type { AldisClient, Contact } from '../index.ts';
import { emptied, withClient } from './desk.ts';
import type { Desk } from './desk.ts';
import { UsageError } from './output.ts';
import { plain } from './plain.ts';
import type { ProfileCard } from './profiles.ts';

/** Lists contacts, or changes what is known of one. */
export async function contacts(desk: Desk, words: readonly string[]): Promise<void> {
  const [verb = 'list', who, ...rest] = words;
  const self = desk.profiles.choose(desk.profile);
  if (verb === 'list' && who === undefined) {
    await withClient(desk, self, async (client) => {
      await client.contacts.saved();
      const all = client.contacts.list();
      for (const one of all) say(desk, self, one);
      if (all.length === 0) desk.output.note(plain`No contacts yet: aldis send WHO TEXT`);
    });
    return;
  }
  const text = rest.join(' ');
  const isUsed = verb === 'delete' ? rest.length === 0 : verb === 'name' || verb === 'note';
  if (who === undefined || !isUsed) throw new UsageError(contactsUsage);
  const account = desk.profiles.resolve(who, self);
  await changing(desk, self, async (client) => {
    if (verb === 'delete') client.contacts.delete(account);
    else client.contacts.set(account, verb === 'name' ? { name: text } : { note: text });
    const known = client.contacts.get(account);
    if (known) say(desk, self, known);
    else desk.output.say(plain`${who} is none of your contacts any more.`, { account });
  });
}

/** Lists who asks to be heard, or decides. */
export async function requests(desk: Desk, words: readonly string[]): Promise<void> {
  const [verb, who, ...more] = words;
  const self = desk.profiles.choose(desk.profile);
  if (verb === undefined) {
    await withClient(desk, self, async (client) => {
      const all = client.contacts.requests();
      for (const { account, last } of all) {
        const name = desk.profiles.nameOf(account, self);
        const text = plain`${name.padEnd(16)} ${account}  ${last.text}`;
        desk.output.say(text, { account, name, text: last.text });
      }
      if (all.length === 0) desk.output.note(plain`Nobody asks to be heard.`);
    });
    return;
  }
  const isKnown = verb === 'accept' || verb === 'delete';
  if (!isKnown || who === undefined || more.length > 0) throw new UsageError(requestsUsage);
  const account = desk.profiles.resolve(who, self);
  await changing(desk, self, async (client) => {
    if (verb === 'accept') client.contacts.accept(account);
    else client.contacts.delete(account);
    const words = verb === 'accept' ? 'is heard from now on' : 'is forgotten with what it said';
    desk.output.say(plain`${who} ${words}.`, { account });
  });
}

export async function block(desk: Desk, who: string): Promise<void> {
  const self = desk.profiles.choose(desk.profile);
  const account = desk.profiles.resolve(who, self);
  await changing(desk, self, async (client) => {
    await client.contacts.block(account);
    desk.output.say(plain`${who} is blocked.`, { account, blocked: true });
  });
}

export async function unblock(desk: Desk, who: string): Promise<void> {
  const self = desk.profiles.choose(desk.profile);
  const account = desk.profiles.resolve(who, self);
  await changing(desk, self, async (client) => {
    await client.contacts.unblock(account);
    desk.output.say(plain`${who} is heard again.`, { account, blocked: false });
  });
}

/** What others are to hear of it has left before the command ends. */
function changing(desk: Desk, self: ProfileCard, work: (client: AldisClient) => Promise<void>) {
  return withClient(desk, self, async (client) => {
    await work(client);
    await client.contacts.saved();
    await emptied(client);
  });
}

function say(desk: Desk, self: ProfileCard, contact: Contact): void {
  const { account, name = desk.profiles.nameOf(account, self), note = '' } = contact;
  const marks = [contact.accepted ? '' : 'not accepted', contact.blocked ? 'blocked' : '', note];
  const words = marks.filter((mark) => mark !== '').join(', ');
  desk.output.say(plain`${name.padEnd(16)} ${account}  ${words}`, contact);
}

const contactsUsage = 'aldis contacts [list | name WHO NAME | note WHO TEXT | delete WHO]';
const requestsUsage = 'aldis requests [accept WHO | delete WHO]';
