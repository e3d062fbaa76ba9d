// `aldis daemon`: holds a profile and stays connected; every other command works through it, and
// programs speak JSON-RPC with it.

import type { Command } from 'commander';
import { Peer } from '../daemon/peer.ts';
import { closedFor } from './chatEvents.ts';
import { at, connectBeside, warnOfChanges } from './cli.ts';
import type { Cli, OpenProfile, Runs } from './cli.ts';
import { holding } from './holding.ts';
import type { Holder } from './holding.ts';
import { Output } from './output.ts';
import { plain } from './plain.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

interface DaemonArguments {
  readonly stdio?: boolean;
}

/** `aldis daemon` */
export function addDaemonCommand(program: Command, { here }: Runs): void {
  program
    .command('daemon')
    .description('hold the profile, connected, for all other commands and for programs')
    .option('--stdio', 'speak JSON-RPC on the standard input and output as well; end with it')
    .action(here((cli, given: DaemonArguments) => daemon(cli, given)));
}

async function daemon(cli: Cli, { stdio }: DaemonArguments): Promise<void> {
  await at(cli, (profile) =>
    holding(cli, profile, async (open) => {
      if (!open) return;
      const { self, client, names } = profile;
      warnOfChanges(cli, client, names);
      const ended = endOf(cli, profile, stdio === true ? open.holder : undefined);
      void connectBeside(cli, client);
      const text = plain`Holding ${self.name} (${self.account}) at ${open.door.socket}`;
      const fields = { profile: self.name, account: self.account, socket: open.door.socket };
      // With `--stdio` nothing but JSON-RPC stands on the standard output.
      if (stdio === true) new Output(false, cli.output.terminal).note(text);
      else cli.output.say(text, fields);
      await ended;
    }),
  );
}

/** Resolves at a signal or the end of `--stdio`. Throws where the server wants no more of it. */
async function endOf(cli: Cli, { client }: OpenProfile, piped?: Holder): Promise<void> {
  const { terminal } = cli.output;
  let stop = () => {};
  const done = new Promise<void>((resolve, reject) => {
    stop = resolve;
    client.on('state', ({ state, code }) => {
      if (state === 'closed' && code) reject(closedFor(code));
    });
  });
  for (const signal of signals) terminal.signals.once(signal, stop);
  if (piped) {
    const peer = new Peer({ input: terminal.stdin, output: terminal.stdout }, piped.serving);
    void peer.ended.then(stop);
  }
  try {
    await done;
  } finally {
    for (const signal of signals) terminal.signals.off(signal, stop);
  }
}
