// `aldis username`: the name by which the account is found without its phone number.

import { renderUnicodeCompact } from 'uqr';
import { at } from './cli.ts';
import type { Cli } from './cli.ts';
import { UsageError } from './output.ts';
import { plain } from './plain.ts';

/** `set` takes a nickname, `link` the whole name, `remove` nothing. */
export async function username(cli: Cli, what: string, name: string | undefined): Promise<void> {
  const isNamed = what === 'set' || what === 'link';
  if (!isNamed && what !== 'remove') {
    throw new UsageError('Say: aldis username set NICKNAME, link NAME, or remove');
  }
  if (isNamed && name === undefined) throw new UsageError(`Say: aldis username ${what} NAME`);
  await at(cli, async ({ self: { name: profile }, client: { ownAccount } }) => {
    if (name === undefined || !isNamed) {
      await ownAccount.removeUsername();
      return cli.output.say(plain`Nobody finds you by a user name.`, { profile, username: null });
    }
    const set = what === 'set' ? await ownAccount.setUsername(name) : undefined;
    const link = set?.link ?? (await ownAccount.renewUsernameLink(name));
    const called = set?.username ?? name;
    const text = plain`${called} is you, for who knows it whole or has this link: ${link}`;
    cli.output.say(text, { profile, username: called, link });
    cli.output.note(plain`${renderUnicodeCompact(link)}`);
  });
}
