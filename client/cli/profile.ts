// `aldis profile`: what this account says of itself, and what somebody else does.

import type { ProfileWords } from '../index.ts';
import { at } from './cli.ts';
import type { Cli } from './cli.ts';
import { UsageError } from './output.ts';
import { savePicture } from './pictures.ts';
import { lines, plain } from './plain.ts';

/** `avatar`: a file; false: no picture. `avatarTo`: where somebody's picture is written. */
interface ProfileArguments extends Partial<ProfileWords> {
  readonly avatar?: string | false;
  readonly avatarTo?: string;
}

/** Shows it; says something else of this account first, where that is given. */
export async function profile(
  cli: Cli,
  who: string | undefined,
  { avatarTo, avatar, ...words }: ProfileArguments,
): Promise<void> {
  const shown = avatar === undefined ? {} : { avatar: avatar === false ? null : avatar };
  const given = { ...words, ...shown };
  await at(cli, async ({ self, client, names, hear, find }) => {
    const account = who === undefined ? self.account : await find(() => names.account(who));
    const isOwn = account === self.account;
    const isChanged = Object.keys(given).length > 0;
    if (isChanged && !isOwn) throw new UsageError('What others say of themselves is theirs.');
    // What somebody says of themselves now may still wait at the server.
    await hear();
    if (isChanged) await client.profiles.set(given);
    const said = isOwn ? client.profiles.own : await client.profiles.of(account);
    if (!said) return cli.output.note(plain`${who} says nothing that this profile can read.`);
    const { name, about, emoji } = said;
    const rows = [
      plain`${name === '' ? '(no name)' : name}`,
      ...(about === '' && emoji === '' ? [] : [plain`${emoji} ${about}`]),
      ...(said.avatar === undefined ? [] : [plain`(shows a picture)`]),
    ];
    cli.output.say(lines(rows), { account, ...said });
    if (avatarTo !== undefined) savePicture(cli, await client.profiles.avatar(account), avatarTo);
  });
}
