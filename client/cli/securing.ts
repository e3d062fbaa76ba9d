// The commands about the security of the account: `aldis security`.

import type { HeardSecurityEvent } from '#protocol';
import { securityKinds } from '#protocol';
import type { Cli } from './cli.ts';
import { at } from './cli.ts';
import { timeOf } from './output.ts';
import { plain } from './plain.ts';

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
