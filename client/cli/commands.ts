// The commands about profiles and their accounts: register, whoami, profiles, server,
// delete-account.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { holderOf } from '../daemon/door.ts';
import { AldisClient, ClientError, moveProfile } from '../index.ts';
import type { Proof } from '../index.ts';
import { checkServer } from '../transport/serverAddress.ts';
import { ask } from './asking.ts';
import { at } from './cli.ts';
import type { Cli } from './cli.ts';
import { UsageError } from './output.ts';
import type { Output } from './output.ts';
import { withLock, withPassphrase } from './passphrases.ts';
import { oneTimeCode, proving } from './securing.ts';
import type { CodeArguments } from './securing.ts';
import { pinOf } from './pins.ts';
import type { PinArguments } from './pins.ts';
import { plain } from './plain.ts';
import { connectFirst } from './rights.ts';
import { networkOf, sayWay, toldWay, wayOf } from './ways.ts';
import type { WayArguments } from './ways.ts';

const serverDefault = 'http://127.0.0.1:7350';

export const serverHelp = `the server (default: the cluster that runs here, or ${serverDefault})`;

/** The data folder of this checkout. */
const dataFolder = join(import.meta.dirname, '../../data');
/** What a started cluster writes down in its data folder. */
const factsShape = z.object({ url: z.string(), invitation: z.string().optional() });
type LocalCluster = z.output<typeof factsShape>;

export interface RegisterArguments extends WayArguments, PinArguments {
  readonly withPin?: boolean;
  readonly server?: string;
  readonly invite?: string;
  readonly number?: string;
  /** What a captcha's page gave. */
  readonly captcha?: string;
  readonly code?: string;
  readonly totp?: string;
  readonly lock?: boolean;
}

/** `shown`: what lets it be made, where the words do not say it. */
export async function register(
  cli: Cli,
  name: string,
  given: RegisterArguments,
  shown?: Proof,
): Promise<void> {
  const server = serverOf(cli, given.server);
  if (cli.profiles.card(name)) {
    throw new UsageError(`The profile ${name} exists already; see aldis profiles.`);
  }
  const profile = cli.profiles.storeOf(name);
  const isLocked = given.withPin === true || given.pinFile !== undefined;
  const pin = isLocked ? await pinOf(cli, given) : undefined;
  const proof = shown ?? proofOf(cli, given, server, pin);
  const { insecure } = cli;
  const way = wayOf(given);
  const network = networkOf({ way, insecure });
  const client = await withLock(cli, name, given.lock, (locking) =>
    AldisClient.register({ server, profile, insecure, network, ...proof, ...locking }),
  ).catch((error: unknown) => {
    cli.profiles.removeEmpty(name);
    throw error;
  });
  try {
    cli.profiles.add({ name, account: client.account, server, insecure, way });
    await connectFirst(cli, client, name);
  } finally {
    await client.close();
  }
  const { account } = client;
  const text = plain`${name} is registered as ${account}`;
  cli.output.say(text, { profile: name, account, server });
  cli.output.note(plain`Next: ./aldis --profile ${name} chat WHO`);
}

function proofOf(cli: Cli, given: RegisterArguments, server: string, pin?: string): Proof {
  const { number } = given;
  if (number !== undefined) {
    if (given.invite !== undefined) throw new UsageError('Give --invite or --number, not both.');
    return {
      number,
      ...(pin === undefined ? {} : { pin }),
      code: () => askCode(cli.output, given.code),
      captcha: (page) => askCaptcha(cli.output, page, given.captcha),
      totp: oneTimeCode(cli, given.totp, '--totp'),
    };
  }
  const invitation = given.invite ?? localInvitation(cli, server);
  if (invitation !== undefined) return { invitation };
  throw new UsageError('Give an invitation (--invite TOKEN) or a phone number (--number +E164).');
}

export async function askCode(
  output: Output,
  given: string | undefined,
  option = '--code',
): Promise<string> {
  if (given !== undefined) return given;
  const otherwise = `The code that was sent is needed: give it with ${option} CODE.`;
  return ask(output, 'The code that was sent: ', otherwise);
}

/** Stands for what comes by the standard input: words of a command are seen by all programs. */
export const piped = '-';

/** Says where a captcha is solved, and takes what its page shows. */
export async function askCaptcha(
  output: Output,
  page: string | undefined,
  given: string | undefined,
): Promise<string> {
  if (given === piped) return (await output.input()).trim();
  if (given !== undefined) return given;
  const where = page === undefined ? "on its operator's page" : `at ${page}`;
  const wanted = `The server asks for a captcha: solve it ${where}`;
  const otherwise = `${wanted}, and give what it shows with --captcha TOKEN (-: by a pipe).`;
  output.note(plain`${wanted}`);
  return ask(output, 'What the page shows then: ', otherwise);
}

/** The invitation that a cluster of this machine shows, for its own address only. */
function localInvitation(cli: Cli, server: string): string | undefined {
  const facts = localCluster(cli);
  if (!facts || new URL(facts.url).port !== new URL(server).port) return undefined;
  return facts.invitation;
}

/** What somebody who has no profile yet is offered: a server, and whether it lets them in. */
export function offered(cli: Cli): { readonly server: string; readonly isInvited: boolean } {
  const server = serverOf(cli, undefined);
  return { server, isInvited: localInvitation(cli, server) !== undefined };
}

/** What the cluster of the data folder says of itself while it runs. */
function localCluster({ clusterFolder = dataFolder }: Cli): LocalCluster | undefined {
  try {
    const facts = factsShape.parse(
      JSON.parse(readFileSync(join(clusterFolder, 'cluster.json'), 'utf8')),
    );
    return URL.canParse(facts.url) ? facts : undefined;
  } catch {
    return undefined;
  }
}

/** The one that is named, the one that runs here, or that of a start without settings. */
export const serverOf = (cli: Cli, named: string | undefined): string =>
  serverUrl(named ?? localCluster(cli)?.url ?? serverDefault);

function serverUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWhole = url?.pathname === '/' && `${url.search}${url.hash}${url.username}` === '';
  if (isWhole && (url.protocol === 'http:' || url.protocol === 'https:')) return url.origin;
  throw new UsageError(`${text} is no server address; it looks like ${serverDefault}`);
}

/** Shows where the profile finds its cluster, or lets it look elsewhere. */
export async function server(
  cli: Cli,
  urls: readonly string[],
  typed: WayArguments = {},
): Promise<void> {
  const self = cli.profiles.choose(cli.profile);
  const insecure = cli.insecure || self.insecure;
  const given = urls.map(serverUrl);
  const [first, ...others] = given.length > 0 ? given : [self.server, ...(self.others ?? [])];
  const way = wayOf(typed, self.way);
  if (given.length + Object.keys(typed).length > 0 && first !== undefined) {
    for (const one of given) checkServer(one, insecure);
    const path = cli.profiles.storeOf(self.name);
    await unheld(self.name, dirname(path));
    await withPassphrase(cli, self.name, (locking) =>
      moveProfile(path, first, { insecure, ...locking }),
    );
    cli.profiles.add({ ...self, server: first, others, insecure, way });
  }
  const text = plain`${[first, ...others].join(' ')}${sayWay(way)}`;
  cli.output.say(text, { profile: self.name, server: first, others, ...toldWay(way) });
}

/** A process that holds the profile would stay where it is. Refuses: profile.in_use. */
async function unheld(name: string, folder: string): Promise<void> {
  const holder = await holderOf(folder);
  if (!holder) return;
  throw new ClientError(
    'profile.in_use',
    `The process ${holder.pid} (aldis daemon, chat or listen) holds the profile ${name} and ` +
      'is connected; end it, change the address, and start it again.',
  );
}

/** Ends the account for good, and takes its profile from this machine. */
export async function deleteAccount(
  cli: Cli,
  { yes, ...given }: CodeArguments & { readonly yes?: boolean },
) {
  const self = cli.profiles.choose(cli.profile);
  const { name, account } = self;
  if (yes !== true) {
    const question =
      'The account goes for good, on all of its devices, and this profile with what was said.\n' +
      `The name of the profile (${name}), to go on: `;
    const otherwise = 'Say --yes to delete the account without being asked.';
    const typed = (await ask(cli.output, question, otherwise)).trim();
    if (typed !== name) throw new UsageError('Nothing was done.');
  }
  await at(cli, ({ client }) => proving(cli, client, given, () => client.deleteAccount()));
  cli.profiles.remove(name);
  cli.output.say(plain`${name} is no account any more.`, { profile: name, account });
}

export async function whoami(cli: Cli): Promise<void> {
  const { name, account, server } = cli.profiles.choose(cli.profile);
  cli.output.say(plain`${name}: ${account} at ${server}`, { profile: name, account, server });
}

export function profiles(cli: Cli, use: string | undefined): void {
  if (use !== undefined) cli.profiles.use(use);
  const all = cli.profiles.list();
  const current = all.length > 0 ? cli.profiles.choose(undefined).name : undefined;
  for (const card of all) {
    const mark = card.name === current ? '*' : ' ';
    const text = plain`${mark} ${card.name.padEnd(16)} ${card.account}  ${card.server}`;
    const way = toldWay(card.way ?? {});
    cli.output.say(text, { ...card, way, current: card.name === current });
  }
  if (all.length === 0) cli.output.note(plain`There is no profile yet: aldis register NAME`);
}
