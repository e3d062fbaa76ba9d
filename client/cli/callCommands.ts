// The commands about calls, as the command line reads them.

import type { Command } from 'commander';
import * as calling from './calling.ts';
import type { Runs } from './cli.ts';

/** `aldis call` and `aldis calls` */
export function addCallCommands(program: Command, { there }: Runs): void {
  program
    .command('call')
    .argument('<who>', 'somebody, or a group')
    .description('ring somebody, or the members of a group, and show who comes; without sound')
    .action(there((cli, who: string) => calling.call(cli, who)));
  program
    .command('calls')
    .description('list the calls that ring or last; answer or decline one')
    .option('--answer [who]', 'the one that rings, or theirs; without sound')
    .option('--decline [who]', 'the one that rings, or theirs')
    .action(there((cli, how: calling.CallsArguments) => calling.calls(cli, how)));
}
