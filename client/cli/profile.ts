// `aldis profile`: what this account says of itself, and what somebody else does.

import type { ProfileWords } from '../index.ts';
import { at } from './desk.ts';
import type { Desk } from './desk.ts';
import { UsageError } from './output.ts';
import { lines, plain } from './plain.ts';

/** Shows it; says something else of this account first, where that is given. */
export async function profile(
  desk: Desk,
  who: string | undefined,
  given: Partial<ProfileWords>,
): Promise<void> {
  await at(desk, async ({ self, client, names, hear, find }) => {
    const account = who === undefined ? self.account : await find(() => names.account(who));
    const isOwn = account === self.account;
    const isChanged = Object.keys(given).length > 0;
    if (isChanged && !isOwn) throw new UsageError('What others say of themselves is theirs.');
    // That somebody says something else may still wait at the server.
    await hear();
    if (isChanged) await client.profiles.set(given);
    const said = isOwn ? client.profiles.own : await client.profiles.of(account);
    if (!said) return desk.output.note(plain`${who} says nothing that this profile can read.`);
    const { name, about, emoji } = said;
    const rows = [
      plain`${name === '' ? '(no name)' : name}`,
      ...(about === '' && emoji === '' ? [] : [plain`${emoji} ${about}`]),
    ];
    desk.output.say(lines(rows), { account, ...said });
  });
}
