// `aldis fetch`, which reads what waits without a connection, and `aldis push`, by which this
// device is woken for it.

import { isGroup } from '../conversation/conversationId.ts';
import type { PushTarget } from '../index.ts';
import { at } from './cli.ts';
import type { Cli } from './cli.ts';
import { timeOf, UsageError } from './output.ts';
import { plain } from './plain.ts';

/** Prints the texts that waited, and how much else there was. */
export async function fetchWaiting(cli: Cli): Promise<void> {
  await at(cli, async ({ client, names }) => {
    const off = client.on('message', (message) => {
      const name = names.nameOf(message.from);
      const { conversation, timestamp } = message;
      const group = isGroup(conversation) ? names.nameOf(conversation) : undefined;
      const from = group === undefined ? plain`${name}` : plain`${group} · ${name}`;
      const fields = { ...message, name, ...(group === undefined ? {} : { group }) };
      cli.output.say(plain`${timeOf(timestamp)} ${from}: ${message.text}`, fields);
    });
    try {
      const fetched = await client.fetch();
      if (fetched === 0) cli.output.note(plain`Nothing waited.`);
    } finally {
      off();
    }
  });
}

/** `--p256dh` and `--auth` of a browser's subscription. */
export interface PushArguments {
  readonly p256dh?: string;
  readonly auth?: string;
}

const usage = 'Say: aldis push [show], set ENDPOINT [--p256dh KEY --auth KEY], or off';

/** Shows how this device is woken, or changes it. */
export async function push(
  cli: Cli,
  what: string | undefined,
  endpoint: string | undefined,
  given: PushArguments,
): Promise<void> {
  const target = what === 'set' ? targetOf(endpoint, given) : undefined;
  const isKnown = target !== undefined || what === undefined || what === 'show' || what === 'off';
  if (!isKnown) throw new UsageError(usage);
  await at(cli, async ({ client: { ownAccount } }) => {
    if (target) await ownAccount.push.set(target);
    else if (what === 'off') await ownAccount.push.off();
    const state = await ownAccount.push.show();
    const { kind, kinds } = state;
    const how = kind ?? 'nothing: it comes by itself';
    const ways = kinds.length > 0 ? kinds.join(', ') : 'none';
    cli.output.say(plain`This device is woken by ${how}. Ways of this server: ${ways}`, state);
  });
}

function targetOf(endpoint: string | undefined, { p256dh, auth }: PushArguments): PushTarget {
  if (endpoint === undefined) throw new UsageError(usage);
  if (p256dh === undefined && auth === undefined) return { kind: 'unifiedpush', endpoint };
  if (p256dh === undefined || auth === undefined) throw new UsageError(usage);
  return { kind: 'webpush', endpoint, p256dh, auth };
}
