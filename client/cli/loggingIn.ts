// `aldis login` and `aldis password`: an account by name and password.

import { AldisClient, renewCredential } from '../index.ts';
import type { NameAndPassword } from '../index.ts';
import { wipe } from '../bytes.ts';
import { ask } from './asking.ts';
import { at } from './cli.ts';
import type { Cli } from './cli.ts';
import { serverOf } from './commands.ts';
import { UsageError } from './output.ts';
import { newPassphrase, passwordWords, withLock, withPassphrase } from './passphrases.ts';
import { withPassword } from './passphrases.ts';
import { oneTimeCode, proving } from './securing.ts';
import type { CodeArguments } from './securing.ts';
import { plain } from './plain.ts';
import { connectFirst } from './rights.ts';
import type { ProfileCard } from './profiles.ts';
import { networkOf, wayOf } from './ways.ts';
import type { WayArguments } from './ways.ts';

export interface LoginArguments extends WayArguments {
  readonly as?: string;
  readonly passwordFile?: string;
  readonly code?: string;
  readonly yes?: boolean;
  readonly server?: string;
  readonly lock?: boolean;
}

export interface PasswordArguments extends CodeArguments {
  readonly passwordFile?: string;
  readonly show?: boolean;
  readonly remove?: boolean;
}

export async function login(cli: Cli, profile: string, given: LoginArguments): Promise<void> {
  const card = cli.profiles.card(profile);
  const name = given.as ?? profile;
  if (!card && given.yes !== true) await consent(cli);
  const totp = oneTimeCode(cli, given.code, '--code');
  await withPassword(cli, name, given.passwordFile, (password) => {
    const who = { name, password, totp };
    return card ? again(cli, card, who) : loggedIn(cli, profile, who, given);
  });
}

async function consent({ output }: Cli): Promise<void> {
  const question =
    'This device takes the place of all that the account has; what was said is on those alone.\n' +
    'Contacts see another safety number. Go on (yes)? ';
  const otherwise = 'Say --yes to take the place of the other devices without being asked.';
  if ((await ask(output, question, otherwise)).trim() !== 'yes') {
    throw new UsageError('Nothing was done.');
  }
}

/** The profile has its keys still. */
async function again(cli: Cli, card: ProfileCard, login: NameAndPassword): Promise<void> {
  const insecure = cli.insecure || card.insecure;
  const network = networkOf({ ...card, insecure });
  const store = cli.profiles.storeOf(card.name);
  await withPassphrase(cli, card.name, (locking) =>
    renewCredential(store, login, { insecure, network, ...locking }),
  );
  const { account } = card;
  const told = { profile: card.name, account, server: card.server, renewed: true };
  cli.output.say(plain`${card.name} is logged in to ${account} again`, told);
}

/** Makes a profile that takes the place of all devices of the account. */
export async function loggedIn(
  cli: Cli,
  profile: string,
  login: NameAndPassword,
  given: Pick<LoginArguments, 'server' | 'lock'> & WayArguments,
): Promise<void> {
  const server = serverOf(cli, given.server);
  const { insecure } = cli;
  const way = wayOf(given);
  const network = networkOf({ way, insecure });
  const store = cli.profiles.storeOf(profile);
  const client = await withLock(cli, profile, given.lock, (locking) =>
    AldisClient.register({ server, profile: store, insecure, network, login, ...locking }),
  ).catch((error: unknown) => {
    cli.profiles.removeEmpty(profile);
    throw error;
  });
  const { account } = client;
  try {
    cli.profiles.add({ name: profile, account, server, insecure, way });
    await connectFirst(cli, client, profile);
  } finally {
    await client.close();
  }
  const text = plain`${profile} is logged in to ${account}, as its only device`;
  cli.output.say(text, { profile, account, server, renewed: false });
}

/** Sets name and password, shows the name, or takes both away. */
export async function password(
  cli: Cli,
  named: string | undefined,
  given: PasswordArguments,
): Promise<void> {
  await at(cli, async ({ self, client }) => {
    if (given.remove === true) {
      await proving(cli, client, given, () => client.login.remove());
      cli.output.say(plain`Nobody logs in by a password any more.`, { name: null });
      return;
    }
    const known = await client.login.read();
    if (given.show === true) {
      const text = known ? plain`${known.name}` : plain`There is no name to log in by.`;
      cli.output.say(text, { name: known?.name ?? null });
      return;
    }
    const name = named ?? known?.name ?? self.name;
    const typed = await newPassphrase(cli, name, given.passwordFile, passwordWords);
    try {
      await proving(cli, client, given, () => client.login.setPassword(name, typed));
    } finally {
      wipe(typed);
    }
    cli.output.say(plain`Log in as ${name} from now on: aldis login PROFILE --as ${name}`, {
      name,
    });
  });
}
