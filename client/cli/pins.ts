// `aldis pin`, and what `register` asks of it: the PIN of a phone number's lock. Like a passphrase
// it is never an argument: others on the machine can see those.

import { wipe } from '../bytes.ts';
import { at } from './cli.ts';
import type { Cli } from './cli.ts';
import { UsageError } from './output.ts';
import { readPassphrase } from './passphrases.ts';
import { plain } from './plain.ts';
import { askSecret } from './secret.ts';

export interface PinArguments {
  /** Where a program has it. */
  readonly pinFile?: string;
}

/** A PIN, out of the file or asked for at the terminal. */
export async function pinOf(cli: Cli, { pinFile }: PinArguments): Promise<string> {
  if (pinFile === undefined && !cli.output.terminal.stdin.isTTY) {
    throw new UsageError(
      'Nobody can be asked for the PIN: name a file that has it, --pin-file FILE.',
    );
  }
  const bytes =
    pinFile === undefined
      ? await askSecret(cli.output, plain`The PIN of the phone number: `)
      : readPassphrase(pinFile);
  try {
    return Buffer.from(bytes).toString('utf8');
  } finally {
    wipe(bytes);
  }
}

/** Locks the phone number with a PIN, or takes the lock away. */
export async function pin(cli: Cli, to: string, given: PinArguments): Promise<void> {
  if (to !== 'set' && to !== 'remove')
    throw new UsageError('Say: aldis pin set, or aldis pin remove');
  const isSet = to === 'set';
  const typed = isSet ? await pinOf(cli, given) : undefined;
  await at(cli, async ({ self: { name }, client }) => {
    if (typed === undefined) await client.ownAccount.removeRegistrationLock();
    else await client.ownAccount.setRegistrationLock(typed);
    const text = isSet
      ? plain`The phone number is locked: who registers it anew has to know the PIN.`
      : plain`The phone number is locked no more.`;
    cli.output.say(text, { profile: name, numberLocked: isSet });
  });
}
