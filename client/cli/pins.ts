// `aldis pin`, and what `register` asks of it: the PIN of a phone number's lock. Like a passphrase
// it is never an argument: others on the machine can see those.

import { wipe } from '../bytes.ts';
import { at } from './cli.ts';
import type { Cli } from './cli.ts';
import { UsageError } from './output.ts';
import type { CodeArguments } from './securing.ts';
import { proving } from './securing.ts';
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

/** Locks the phone number with a PIN, takes the lock away, or shows whether there is one. */
export async function pin(
  cli: Cli,
  to: string | undefined,
  given: PinArguments & CodeArguments,
): Promise<void> {
  if (to === undefined || to === 'show') return showLock(cli);
  if (to !== 'set' && to !== 'remove') throw new UsageError('Say: aldis pin [show | set | remove]');
  const isSet = to === 'set';
  const typed = isSet ? await pinOf(cli, given) : undefined;
  await at(cli, async ({ self: { name }, client }) => {
    const { ownAccount } = client;
    await proving(cli, client, given, () =>
      typed === undefined
        ? ownAccount.removeRegistrationLock()
        : ownAccount.setRegistrationLock(typed),
    );
    const text = isSet
      ? plain`The phone number is locked: who registers it anew has to know the PIN.`
      : plain`The phone number is locked no more.`;
    cli.output.say(text, { profile: name, numberLocked: isSet });
  });
}

async function showLock(cli: Cli): Promise<void> {
  await at(cli, async ({ self: { name }, client }) => {
    const isSet = await client.ownAccount.hasRegistrationLock();
    const text = isSet ? plain`The phone number is locked.` : plain`There is no lock.`;
    cli.output.say(text, { profile: name, numberLocked: isSet });
  });
}
