// `aldis export`, all that the server holds of the account as a file, and `aldis consents`.

import { ClientError } from '../index.ts';
import type { AldisClient } from '../index.ts';
import { proving } from './securing.ts';
import type { CodeArguments } from './securing.ts';
import { at } from './cli.ts';
import type { Cli } from './cli.ts';
import { UsageError } from './output.ts';
import { plain } from './plain.ts';

const usage = 'Say: aldis consents [give DOCUMENT | withdraw DOCUMENT]';

/** Writes the archive. */
export async function exportTo(cli: Cli, path: string, given: CodeArguments): Promise<void> {
  await at(cli, async ({ client }) => {
    const made = await proving(cli, client, given, () => client.ownAccount.export(path));
    const size = Math.ceil(made.bytes / 1024);
    cli.output.say(plain`${path} holds ${made.files} files, ${size} KiB; its signature is right.`, {
      file: path,
      ...made,
    });
  });
}

/** Shows what the account has agreed to and is asked for, or changes it. */
export async function consents(cli: Cli, verb?: string, document?: string): Promise<void> {
  if (verb !== undefined && verb !== 'give' && verb !== 'withdraw') throw new UsageError(usage);
  if (verb !== undefined && document === undefined) throw new UsageError(usage);
  await at(cli, async ({ client }) => {
    const { consents: own } = client.ownAccount;
    let state = await own.read();
    if (verb === 'give') {
      const asked = state.asked.find((one) => one.document === document);
      if (!asked) throw new UsageError(`Nobody asks for ${document}; see aldis consents.`);
      state = await own.give(asked.document, asked.version);
    } else if (verb === 'withdraw') state = await own.withdraw(document ?? '');
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    for (const one of state.records) {
      const until = one.withdrawn === undefined ? '' : `, withdrawn ${day(one.withdrawn)}`;
      const text = plain`${one.document} ${one.version}: agreed ${day(one.given)}${until}`;
      cli.output.say(text, one);
    }
    for (const one of state.asked) {
      const how = one.required ? 'required' : 'asked for';
      const text = plain`${one.document} ${one.version} is ${how}${whereOf(one)}.`;
      cli.output.say(text, { ...one, asked: true });
    }
    // Whoever holds the profile tries again by itself; it need not wait for that.
    const isLetIn = verb === 'give' && !state.asked.some(({ required }) => required);
    if (isLetIn && client.state === 'waiting') void client.reconnect().catch(() => undefined);
    if (state.records.length + state.asked.length === 0) {
      cli.output.note(plain`Nothing is asked for.`);
    }
  });
}

/** Connects a new profile; where something has to be agreed to first, says so. */
export async function connectFirst(
  { output }: Pick<Cli, 'output'>,
  client: AldisClient,
  profile: string,
): Promise<void> {
  try {
    await client.connect();
    // Before the first person writes: otherwise everybody shares the last-resort key.
    await client.publishKeys();
  } catch (error) {
    if (!(error instanceof ClientError) || error.code !== 'consent.required') throw error;
    const { asked } = await client.ownAccount.consents.read();
    for (const one of asked.filter(({ required }) => required)) {
      const how = `aldis --profile ${profile} consents give ${one.document}`;
      output.note(plain`${one.document} ${one.version} is required${whereOf(one)}: ${how}`);
    }
  }
}

const whereOf = ({ url }: { readonly url?: string | undefined }): string =>
  url === undefined ? '' : ` (${url})`;
