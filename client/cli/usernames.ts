// `aldis username`: the name by which the account is found without its phone number.

import { renderUnicodeCompact } from 'uqr';
import type { OwnAccount, OwnUsername } from '../index.ts';
import { at } from './cli.ts';
import type { Cli } from './cli.ts';
import { UsageError } from './output.ts';
import { plain } from './plain.ts';

const verbs: readonly string[] = ['show', 'set', 'link', 'remove'];

/** `set` takes a nickname; `link` the whole name, where this device does not know it. */
export async function username(
  cli: Cli,
  what: string = 'show',
  name: string | undefined = undefined,
): Promise<void> {
  if (!verbs.includes(what) || (what === 'set' && name === undefined)) {
    throw new UsageError('Say: aldis username [show], set NICKNAME, link, or remove');
  }
  await at(cli, async ({ self: { name: profile }, client: { ownAccount }, hearSoon }) => {
    // Another device may have taken it.
    if (what !== 'set') await hearSoon();
    if (what === 'remove') {
      await ownAccount.removeUsername();
      return cli.output.say(plain`Nobody finds you by a user name.`, { profile, username: null });
    }
    const own = await changed(ownAccount, what, name);
    if (!own) return cli.output.say(plain`You have no user name.`, { profile, username: null });
    const { username: called, link } = own;
    const text = plain`${called} is you, for who knows it whole or has this link: ${link}`;
    cli.output.say(text, { profile, username: called, link });
    cli.output.note(plain`${renderUnicodeCompact(link)}`);
  });
}

/** The name, as it is now. */
async function changed(
  ownAccount: OwnAccount,
  what: string,
  name: string | undefined,
): Promise<OwnUsername | undefined> {
  if (what === 'set' && name !== undefined) return ownAccount.setUsername(name);
  if (what === 'show') return ownAccount.username;
  const whole = name ?? ownAccount.username?.username;
  if (whole === undefined) throw new UsageError('Say which name: aldis username link NAME');
  return { username: whole, link: await ownAccount.renewUsernameLink(whole) };
}
