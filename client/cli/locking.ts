// `aldis lock` and `aldis unlock`: whether the profile's file says anything without a passphrase.

import { wipe } from '../bytes.ts';
import { ClientError } from '../index.ts';
import type { AldisClient, Passphrase } from '../index.ts';
import { at, keepNames } from './cli.ts';
import type { Cli } from './cli.ts';
import { newPassphrase } from './passphrases.ts';
import { plain } from './plain.ts';
import type { ProfileCard } from './profiles.ts';

export interface LockArguments {
  /** Where a program has the one to lock with. */
  readonly newPassphraseFile?: string;
}

/** Locks the profile, or gives it another passphrase. */
export async function lock(cli: Cli, given: LockArguments): Promise<void> {
  await at(cli, async ({ self, client }) => {
    const { name } = self;
    const wasLocked = client.lock.isSet;
    // Where there was a passphrase before, `--passphrase-file` names that one.
    const file = given.newPassphraseFile ?? (wasLocked ? undefined : cli.passphraseFile);
    const passphrase = await newPassphrase(cli, name, file);
    try {
      await lockWith(cli, self, client, passphrase);
    } finally {
      wipe(passphrase);
    }
    const text = wasLocked
      ? plain`${name} has another passphrase.`
      : plain`${name} is locked. Nothing opens it without the passphrase; do not forget it.`;
    cli.output.say(text, { profile: name, locked: true });
  });
}

/** The same of a profile that is open; what stood beside its file is in it then. */
export async function lockWith(
  cli: Pick<Cli, 'profiles' | 'output'>,
  self: ProfileCard,
  client: AldisClient,
  passphrase: Passphrase,
): Promise<void> {
  await client.lock.set(passphrase);
  keepNames(cli, self, client);
}

/** Takes the passphrase away for good. */
export async function unlock(cli: Cli): Promise<void> {
  await at(cli, ({ self: { name }, client }) => {
    if (!client.lock.isSet) {
      throw new ClientError('profile.not_locked', `The profile ${name} is not locked.`);
    }
    client.lock.remove();
    const text = plain`${name} is locked no more: whoever can read its file reads everything.`;
    cli.output.say(text, { profile: name, locked: false });
  });
}
