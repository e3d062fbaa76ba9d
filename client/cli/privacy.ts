// `aldis privacy`: what others are told of this account.

import type { PrivacyView } from '../index.ts';
import { at } from './cli.ts';
import type { Cli } from './cli.ts';
import { UsageError } from './output.ts';
import { lines, plain } from './plain.ts';

/** The switches by the words of the command line, and what each tells whom. */
const switches: readonly (readonly [word: string, field: keyof PrivacyView, what: string])[] = [
  ['read-receipts', 'readReceipts', 'contacts hear what you have read'],
  ['viewed-receipts', 'viewedReceipts', 'contacts hear what you have viewed'],
  ['typing', 'typing', 'contacts hear that you type'],
  ['presence', 'presence', 'friends who show themselves see you connected'],
  ['relay-calls', 'relayCalls', 'calls go by relays alone, which hide your address'],
  ['found-by-number', 'foundByNumber', 'who has your phone number may find you'],
];

/** Shows all of them; changes one first, where one is named. */
export async function privacy(
  cli: Cli,
  word: string | undefined,
  to: string | undefined,
): Promise<void> {
  const change = word === undefined ? undefined : changeOf(word, to);
  await at(cli, async ({ client, hear, hearSoon }) => {
    // What another device has switched may still wait at the server.
    await (change ? hear() : hearSoon());
    if (change) {
      client.privacy.set(change);
      await client.contacts.saved();
    }
    const now = client.privacy.get();
    const rows = switches.map(([name, field, what]) => {
      return plain`${name.padEnd(16)} ${now[field] ? 'on ' : 'off'}  ${what}`;
    });
    cli.output.say(lines(rows), { ...now });
  });
}

function changeOf(word: string, to: string | undefined): Partial<PrivacyView> {
  const [, field] = switches.find(([name]) => name === word) ?? [];
  if (field && (to === 'on' || to === 'off')) return { [field]: to === 'on' };
  const words = switches.map(([name]) => name).join(', ');
  throw new UsageError(`Say on or off of one of these: ${words}.`);
}
