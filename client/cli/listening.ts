// `aldis listen` and `aldis chat`: the commands that stay.

import { isGroup } from '../conversation/conversationId.ts';
import { Chat } from './chat.ts';
import { callLine, callsTold } from './callWords.ts';
import { closedFor } from './chatEvents.ts';
import { at, connectBeside, warnOfChanges } from './cli.ts';
import type { Cli, OpenProfile } from './cli.ts';
import { holding } from './holding.ts';
import { timeOf } from './output.ts';
import { plain } from './plain.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Prints texts as they arrive, by the names of their authors and groups. */
export async function listen(cli: Cli, count: number | undefined): Promise<void> {
  await at(cli, (profile) => holding(cli, profile, () => heard(cli, profile, count)));
}

async function heard(cli: Cli, { self, client, names }: OpenProfile, count: number | undefined) {
  warnOfChanges(cli, client, names);
  for (const name of callsTold) {
    client.on(name, (event) => cli.output.note(callLine(name, event, names)));
  }
  let left = count ?? Number.POSITIVE_INFINITY;
  let stop = () => {};
  const done = new Promise<void>((resolve, reject) => {
    client.on('message', (message) => {
      if (left <= 0) return;
      const name = names.nameOf(message.from);
      const { conversation, timestamp } = message;
      const group = isGroup(conversation) ? names.nameOf(conversation) : undefined;
      const from = group === undefined ? plain`${name}` : plain`${group} · ${name}`;
      const fields = { ...message, name, ...(group === undefined ? {} : { group }) };
      cli.output.say(plain`${timeOf(timestamp)} ${from}: ${message.text}`, fields);
      left -= 1;
      if (left <= 0) resolve();
    });
    client.on('state', ({ state, code }) => {
      if (state === 'closed' && code) reject(closedFor(code));
    });
    stop = resolve;
  });
  void connectBeside(cli, client);
  cli.output.note(plain`Listening as ${self.name} (${self.account}); Ctrl-C ends.`);
  const signalled = cli.output.terminal.signals;
  for (const signal of signals) signalled.once(signal, stop);
  try {
    await done;
  } finally {
    for (const signal of signals) signalled.off(signal, stop);
  }
}

export async function chat(cli: Cli, who: string | undefined): Promise<void> {
  await at(cli, async (profile) => {
    const { client, names, find } = profile;
    const whom = who === undefined ? undefined : await find(() => names.conversation(who));
    await holding(cli, profile, async () => {
      const code = await new Chat(client, names, cli.output, whom).run();
      cli.end?.(code);
    });
  });
}
