// The commands about the account's devices: `aldis link` on the new one, `aldis devices` on the
// others.

import { writeFileSync } from 'node:fs';
import { renderSVG, renderUnicodeCompact } from 'uqr';
import { withFile } from '../fileFault.ts';
import { AldisClient } from '../index.ts';
import type { OwnDevice } from '../index.ts';
import { ask } from './asking.ts';
import { awaitHistory, bar, wantsHistory } from './historyWords.ts';
import { serverOf } from './commands.ts';
import { at, emptied } from './cli.ts';
import type { Cli } from './cli.ts';
import { UsageError } from './output.ts';
import { withLock } from './passphrases.ts';
import { proving } from './securing.ts';
import type { CodeArguments } from './securing.ts';
import { networkOf, wayOf } from './ways.ts';
import type { WayArguments } from './ways.ts';
import { lines, plain } from './plain.ts';

export interface LinkArguments extends WayArguments {
  readonly server?: string;
  /** How the account's other devices call this one; the profile's name unless given. */
  readonly name?: string;
  /** A file for the QR code. */
  readonly svg?: string;
  /** `all` or `none`. */
  readonly history?: string;
  readonly lock?: boolean;
}

/** Makes a profile that is a further device of an account, and waits for its history. */
export async function link(cli: Cli, profile: string, given: LinkArguments): Promise<void> {
  const question = 'Take over what was said before, from the first device?';
  checkNew(cli, profile);
  const history = await wantsHistory(cli.output, given.history, question);
  await linked(cli, profile, { ...given, history }, (client) =>
    history ? awaitHistory(client, cli.output) : undefined,
  );
}

/** `during`: what is waited for once it is connected. Otherwise it goes on at the next opening. */
export async function linked(
  cli: Cli,
  profile: string,
  given: Omit<LinkArguments, 'history'> & { readonly history: boolean },
  during: (client: AldisClient) => Promise<void> | undefined = () => undefined,
): Promise<void> {
  const server = serverOf(cli, given.server);
  checkNew(cli, profile);
  const { insecure } = cli;
  const way = wayOf(given);
  const { history } = given;
  const client = await withLock(cli, profile, given.lock, (locking) =>
    AldisClient.link({
      server,
      profile: cli.profiles.storeOf(profile),
      insecure,
      network: networkOf({ way, insecure }),
      name: given.name ?? profile,
      history,
      onLink: (url) => show(cli, url, given.svg),
      ...locking,
    }),
  );
  try {
    cli.profiles.add({ name: profile, account: client.account, server, insecure, way });
    // Published before the first person writes: otherwise everybody shares the last-resort key.
    const taken = during(client);
    await client.connect();
    await client.publishKeys();
    await taken;
  } finally {
    await client.close();
  }
  const { account, device } = client;
  const text = plain`${profile} is device ${device} of ${account}`;
  cli.output.say(text, { profile, account, device, server });
}

function checkNew(cli: Cli, profile: string): void {
  if (!cli.profiles.card(profile)) return;
  throw new UsageError(`The profile ${profile} exists already; see aldis profiles.`);
}

function show(cli: Cli, url: string, svg: string | undefined): void {
  if (svg !== undefined) {
    withFile('written', svg, () => writeFileSync(svg, renderSVG(url), { mode: 0o600 }));
  }
  const rows = renderUnicodeCompact(url, { ecc: 'L', border: 2 }).split('\n');
  const shown = svg === undefined ? rows.map((row) => plain`${row}`) : [];
  const how = 'Take it with the first device of the account, within ten minutes:';
  const text = lines([...shown, plain`${how}`, plain`aldis devices add '${url}'`]);
  cli.output.whole(text, { link: url });
}

export interface DeviceArguments extends CodeArguments {
  /** `all` or `none`: what was said before. */
  readonly history?: string;
  /** The account gets other identity keys. */
  readonly stolen?: boolean;
  /** Nobody is asked. */
  readonly yes?: boolean;
}

/** Lists the account's devices, adds or removes one, or names this one. */
export async function devices(
  cli: Cli,
  words: readonly string[],
  how: DeviceArguments = {},
): Promise<void> {
  const [verb = 'list', ...rest] = words;
  const what = rest.join(' ');
  if (verb !== 'list' && what === '') throw usage();
  await at(cli, async ({ client, connect }) => {
    await connect();
    if (verb === 'list') return say(cli, await client.devices.list());
    if (verb === 'add') {
      const question = 'Give it what was said before?';
      const history = await wantsHistory(cli.output, how.history, question);
      const onProgress = (done: number, total: number) => bar(cli.output, 'History', done, total);
      const link = () => client.devices.link(what, { history, onProgress });
      const device = await proving(cli, client, how, link);
      // The new device waits for the word of where its history is.
      await emptied(client);
      cli.output.say(plain`Device ${device} is one of yours now.`, { device });
    } else if (verb === 'remove') {
      const device = Number(what);
      const known = (await client.devices.list()).some(({ id }) => id === device);
      if (!known) throw new UsageError(`There is no device ${what}; see aldis devices.`);
      const stolen = how.stolen === true;
      if (stolen && how.yes !== true) await confirm(cli, what);
      await proving(cli, client, how, () => client.devices.remove(device, { stolen }));
      const text = plain`Device ${what} is none of yours any more.`;
      cli.output.say(stolen ? lines([text, plain`${newKeys}`]) : text, { device, stolen });
    } else if (verb === 'rename') {
      await client.devices.rename(what);
      cli.output.say(plain`This device is called ${what}.`, { name: what });
    } else throw usage();
  });
}

const newKeys =
  'Your account has new identity keys. Contacts see another safety number: compare it with them. ' +
  'Devices of yours that you still have can be linked again.';

async function confirm({ output }: Cli, what: string): Promise<void> {
  const question =
    'Your account gets new identity keys, all linked devices go, and every contact has to accept ' +
    `your new safety number.\nThe number of the stolen device once more (${what}), to go on: `;
  const otherwise = 'Say --yes to give the account new identity keys without being asked.';
  if ((await ask(output, question, otherwise)).trim() !== what)
    throw new UsageError('Nothing was done.');
}

function say(cli: Cli, all: readonly OwnDevice[]): void {
  for (const one of all) {
    const marks = [one.isPrimary ? 'first' : '', one.isThis ? 'this one' : ''];
    const since = new Date(one.addedAt).toISOString().slice(0, 10);
    const name = (one.name ?? '').padEnd(20);
    const words = marks.filter((mark) => mark !== '').join(', ');
    cli.output.say(plain`${String(one.id).padStart(3)} ${name} since ${since}  ${words}`, one);
  }
}

const usage = () => new UsageError('aldis devices [list | add LINK | remove NUMBER | rename NAME]');
