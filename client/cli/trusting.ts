// The commands about whom one trusts: the safety number, and an identity that changed.

import type { Compared } from '../index.ts';
import type { Cli } from './cli.ts';
import { at } from './cli.ts';
import { UsageError } from './output.ts';
import { lines, plain } from './plain.ts';

export async function safetyNumber(
  cli: Cli,
  who: string,
  verify: readonly string[] | undefined,
): Promise<void> {
  const compared = verify && comparedOf(verify);
  await at(cli, async ({ client, names, connect, find }) => {
    const account = await find(() => names.account(who));
    await connect();
    const number = await client.safetyNumber(account);
    if (compared !== undefined) client.verify(account, compared);
    const { verified = false, blocked = false } = client.identity(account) ?? {};
    const rows = [0, 4, 8].map((row) => number.groups.slice(row, row + 4).join(' '));
    const state = blocked ? 'It CHANGED and is not accepted.' : verified ? 'Verified.' : '';
    const shown = [...number.qr.split('\n'), ...rows, state].filter((row) => row !== '');
    const text = lines(shown.map((row) => plain`${row}`));
    const scan = Buffer.from(number.scannable).toString('base64');
    cli.output.say(text, { account, digits: number.digits, scan, verified, blocked });
  });
}

export async function acceptIdentity(
  cli: Cli,
  who: string,
  words: readonly string[],
): Promise<void> {
  const compared = comparedOf(words);
  await at(cli, async ({ client, names }) => {
    const account = names.account(who);
    await client.acceptIdentity(account, compared);
    const text = plain`The identity of ${who} is accepted; what waited is sent next.`;
    cli.output.say(text, { account });
  });
}

/** The digits, in as many words as they were typed, or the base64 of a scanned code. */
function comparedOf(words: readonly string[]): Compared {
  const text = words.join('');
  if (/^\d{60}$/.test(text)) return text;
  if (!/^\d+$/.test(text) && /^[A-Za-z0-9+/]+=*$/.test(text)) return Buffer.from(text, 'base64');
  throw new UsageError('Give the 60 digits that you compared, or the scanned code in base64.');
}
