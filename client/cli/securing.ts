// The commands about the security of the account: `aldis security`, `sessions`, `totp` and
// `backup-codes`; and how a person proves that they are there, where the server wants it.

import type { Command } from 'commander';
import { renderUnicodeCompact } from 'uqr';
import type { HeardSecurityEvent } from '#protocol';
import { securityKinds } from '#protocol';
import type { AldisClient, OneTimeCode } from '../index.ts';
import { ClientError } from '../index.ts';
import { ask } from './asking.ts';
import type { Cli } from './cli.ts';
import { at } from './cli.ts';
import { timeOf, UsageError } from './output.ts';
import { lines, plain } from './plain.ts';

/** Lists what touched it, newest first. */
export async function security(cli: Cli): Promise<void> {
  await at(cli, async ({ client, connect }) => {
    await connect();
    const events = await client.security.events();
    for (const one of events) {
      const day = new Date(one.at).toISOString().slice(0, 10);
      cli.output.say(plain`${day} ${timeOf(one.at)}  ${sentenceOf(one)}`, one);
    }
    if (events.length === 0)
      cli.output.note(plain`Nothing has touched the security of the account.`);
  });
}

/** What happened, for people. */
function sentenceOf({ kind, device }: HeardSecurityEvent): string {
  const known: Readonly<Record<string, string>> = securityKinds;
  const sentence = Object.hasOwn(known, kind) ? known[kind] : kind;
  return device === undefined ? `${sentence}` : `${sentence} (device ${device})`;
}

/** Lists who holds tokens of the account, or ends one or all of them. */
export async function sessions(cli: Cli, words: readonly string[]): Promise<void> {
  const [verb = 'list', which] = words;
  await at(cli, async ({ client }) => {
    if (verb === 'list') {
      const all = await client.security.sessions();
      for (const one of all) {
        const day = new Date(one.used).toISOString().slice(0, 10);
        const what = one.scope.join(' ');
        cli.output.say(plain`${one.id}  device ${one.device}  ${what}  used ${day}`, one);
      }
      if (all.length === 0) cli.output.note(plain`Nobody holds tokens of the account.`);
    } else if (verb === 'end' && which !== undefined) {
      await client.security.endSession(which);
      const text = which === 'all' ? plain`All sessions are over.` : plain`It is over.`;
      cli.output.say(text, { ended: which });
    } else throw new UsageError('aldis sessions [list | end ID | end all]');
  });
}

/** `--code`: where nobody can be asked for it. */
export interface CodeArguments {
  readonly code?: string;
}

/** Shows whether one-time codes are on, or turns them on or off. */
export async function totp(cli: Cli, to: string | undefined, given: CodeArguments): Promise<void> {
  await at(cli, async ({ client }) => {
    if (to === undefined || to === 'show') {
      const { isOn, backupCodesLeft } = await client.security.totp();
      const text = isOn
        ? plain`One-time codes are on; ${backupCodesLeft} backup codes are left.`
        : plain`One-time codes are off.`;
      cli.output.say(text, { isOn, backupCodesLeft });
    } else if (to === 'on') await turnOn(cli, client, given);
    else if (to === 'off') {
      await proving(cli, client, given, () => client.security.endTotp());
      cli.output.say(plain`One-time codes are off.`, { isOn: false });
    } else if (to === 'confirm') {
      await confirmTotp(cli, client, given);
    } else throw new UsageError('aldis totp [show | on | confirm | off]');
  });
}

async function turnOn(cli: Cli, client: AldisClient, given: CodeArguments): Promise<void> {
  const { secret, url } = await client.security.beginTotp();
  const rows = renderUnicodeCompact(url).split('\n');
  const text = lines([...rows.map((row) => plain`${row}`), plain`${secret}`]);
  cli.output.say(text, { secret, url });
  if (given.code !== undefined || cli.output.terminal.stdin.isTTY) {
    return confirmTotp(cli, client, given);
  }
  cli.output.note(plain`They are on once you say: aldis totp confirm --code CODE`);
}

/** Turns on what was begun, by the first code of the app. */
async function confirmTotp(cli: Cli, client: AldisClient, given: CodeArguments): Promise<void> {
  const otherwise = 'The code that the app shows is needed: give it with --code CODE.';
  const code = given.code ?? (await ask(cli.output, 'The code that the app shows: ', otherwise));
  sayCodes(cli, await client.security.confirmTotp(code.trim()));
}

/** Makes ten other backup codes. */
export async function backupCodes(cli: Cli, given: CodeArguments): Promise<void> {
  await at(cli, async ({ client }) => {
    const codes = await proving(cli, client, given, () => client.security.renewBackupCodes());
    sayCodes(cli, codes);
  });
}

function sayCodes(cli: Cli, codes: readonly string[]): void {
  for (const code of codes) {
    cli.output.say(plain`${code.slice(0, 5)}-${code.slice(5)}`, { backupCode: code });
  }
  cli.output.note(plain`Keep these: each is good once, and they are not shown again.`);
}

/** Does what may take fresh proof; asks for a code where it does, and does it again. */
export async function proving<Done>(
  cli: Cli,
  client: AldisClient,
  given: CodeArguments,
  work: () => Promise<Done>,
): Promise<Done> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ClientError) || error.code !== 'auth.fresh_proof') throw error;
  }
  const code = oneTimeCode(cli, given.code, '--code');
  await client.security.prove((typeof code === 'string' ? code : await code()).trim());
  return work();
}

/** Where a command may take fresh proof. */
export const takesCode = (command: Command): Command =>
  command.option('--code <code>', 'a one-time code, where they are on and nobody can be asked');

const codeNeeded = (option: string) => {
  const message = `A one-time code or a backup code is needed: give it with ${option} CODE.`;
  return new ClientError('auth.fresh_proof', message);
};

/** The code that was given, or what asks for one once it is wanted. */
export function oneTimeCode(
  { output }: Cli,
  given: string | undefined,
  option: string,
): OneTimeCode {
  return (
    given ??
    (() => {
      // A program is told what is asked of it, and may ask a person of its own.
      if (!output.terminal.stdin.isTTY) throw codeNeeded(option);
      return ask(output, 'One-time code: ', '');
    })
  );
}
