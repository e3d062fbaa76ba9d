// `aldis recovery-key`, `aldis recovery` and `aldis recover`: an account whose devices are lost.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { wipe } from '../bytes.ts';
import { AldisClient, beginRecovery } from '../index.ts';
import { at } from './cli.ts';
import type { Cli } from './cli.ts';
import { askCaptcha, askCode, serverOf } from './commands.ts';
import { UsageError } from './output.ts';
import { secretIn } from './passphrases.ts';
import { plain } from './plain.ts';
import { connectFirst } from './rights.ts';
import { oneTimeCode, proving } from './securing.ts';
import type { CodeArguments } from './securing.ts';
import { networkOf, wayOf } from './ways.ts';
import type { WayArguments } from './ways.ts';

export interface RecoveryArguments extends CodeArguments {
  readonly stop?: boolean;
  readonly approve?: boolean;
}

export interface RecoveryKeyArguments extends CodeArguments {
  readonly remove?: boolean;
}

export interface RecoverArguments extends WayArguments {
  readonly account?: string;
  readonly keyFile?: string;
  /** Where no file has it, as it was typed elsewhere than at a command. */
  readonly key?: string;
  readonly approval?: string;
  readonly backupCode?: string;
  readonly totp?: string;
  readonly number?: string;
  readonly code?: string;
  /** What a captcha's page gave. */
  readonly captcha?: string;
  readonly server?: string;
}

/** What is kept of one that waits, beside the profile that it will be. */
const begunShape = z.object({
  server: z.string(),
  account: z.string(),
  token: z.string(),
  readyAt: z.number(),
});

/** Makes the key and shows it once, or makes it void. */
export async function recoveryKey(cli: Cli, given: RecoveryKeyArguments): Promise<void> {
  await at(cli, async ({ client }) => {
    const { recovery } = client.ownAccount;
    if (given.remove === true) {
      await proving(cli, client, given, () => recovery.removeKey());
      cli.output.say(plain`No key recovers the account any more.`, { hasKey: false });
      return;
    }
    const key = await proving(cli, client, given, () => recovery.makeKey());
    cli.output.say(plain`${key}`, { key });
    cli.output.note(
      plain`Write it down; it is not shown again. With ${client.account} and another`,
    );
    cli.output.note(plain`device, a backup code or the phone number, it gives the account back.`);
  });
}

/** Shows how the recovery stands, stops it, or gives word for it. */
export async function recovery(cli: Cli, given: RecoveryArguments): Promise<void> {
  await at(cli, async ({ client }) => {
    const { recovery: own } = client.ownAccount;
    if (given.stop === true) await own.stop();
    if (given.approve === true) {
      const approval = await proving(cli, client, given, () => own.approve());
      cli.output.say(plain`${approval}`, { approval });
      return;
    }
    const state = await own.read();
    const { hasKey, pending } = state;
    const key = hasKey ? 'There is a recovery key.' : 'There is no recovery key.';
    const waits = pending
      ? `Somebody has begun to recover the account, by ${pending.factors.join(' and ')}; on ` +
        `${new Date(pending.readyAt).toISOString()} it is theirs: aldis recovery --stop`
      : 'Nobody recovers the account.';
    cli.output.say(plain`${key} ${waits}`, state);
  });
}

/** Beside the profile that it will be. */
const fileOf = ({ profiles }: Pick<Cli, 'profiles'>, profile: string): string =>
  join(dirname(profiles.storeOf(profile)), 'recovery.json');

/** Those that were begun on this machine and wait, by the name of the profile that each will be. */
export function begunRecoveries(cli: Pick<Cli, 'profiles'>) {
  return cli.profiles.unmade().flatMap((name) => {
    const file = fileOf(cli, name);
    if (!existsSync(file)) return [];
    const read = begunShape.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return read.success ? [{ name, account: read.data.account, readyAt: read.data.readyAt }] : [];
  });
}

/** Begins a recovery, or ends one that was begun here. */
export async function recover(cli: Cli, profile: string, given: RecoverArguments): Promise<void> {
  if (cli.profiles.card(profile)) {
    throw new UsageError(`The profile ${profile} exists already; see aldis profiles.`);
  }
  const store = cli.profiles.storeOf(profile);
  const file = fileOf(cli, profile);
  const way = wayOf(given);
  const network = networkOf({ way, insecure: cli.insecure });
  if (!existsSync(file)) return begin(cli, file, given, network);
  const { server, account, token } = begunShape.parse(JSON.parse(readFileSync(file, 'utf8')));
  const { insecure } = cli;
  const client = await AldisClient.register({
    server,
    profile: store,
    insecure,
    network,
    recovery: { account, token },
    totp: oneTimeCode(cli, given.totp, '--totp'),
  });
  try {
    cli.profiles.add({ name: profile, account: client.account, server, insecure, way });
    rmSync(file);
    await connectFirst(cli, client, profile);
  } finally {
    await client.close();
  }
  const told = { profile, account: client.account, server, recovered: true };
  cli.output.say(plain`${profile} is ${client.account} now, as its only device`, told);
}

async function begin(
  cli: Cli,
  file: string,
  given: RecoverArguments,
  network: ReturnType<typeof networkOf>,
): Promise<void> {
  const { account, approval, backupCode, number, keyFile } = given;
  if (account === undefined) throw new UsageError('Say which account: --account ID.');
  const server = serverOf(cli, given.server);
  const key = keyFile === undefined ? given.key : keyIn(keyFile);
  const begun = await beginRecovery({
    server,
    account,
    network,
    ...(key === undefined ? {} : { key }),
    ...(approval === undefined ? {} : { approval }),
    ...(backupCode === undefined ? {} : { backupCode }),
    ...(number === undefined
      ? {}
      : {
          verified: {
            number,
            code: () => askCode(cli.output, given.code),
            captcha: (page) => askCaptcha(cli.output, page, given.captcha),
          },
        }),
  });
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify({ server, ...begun }), { mode: 0o600 });
  const when = new Date(begun.readyAt).toISOString();
  cli.output.say(plain`It has begun; say the same again after ${when}.`, {
    account: begun.account,
    readyAt: begun.readyAt,
    recovered: false,
  });
}

function keyIn(file: string): string {
  const bytes = secretIn(file);
  try {
    return Buffer.from(bytes).toString('utf8').trim();
  } finally {
    wipe(bytes);
  }
}
