// `npm run admin -- …`: what operators do on the cluster that runs on this data folder, and the
// log of it. Accounts are found by their ids alone. Ends with 0 where it is done, 1 where it was
// refused, nobody answered, or the log is not whole, 2 where it was asked wrongly.

import { Command, CommanderError } from 'commander';
import { ConfigError } from '#runtime';
import { addAccountCommands } from './admin/accounts.ts';
import { Usage } from './admin/asking.ts';
import { addAuditCommand } from './admin/audit.ts';
import { addInvitationCommands } from './admin/invitations.ts';
import { addReportCommands } from './admin/reports.ts';
import { addLimitCommands, addSessionCommands } from './admin/sessions.ts';

try {
  const program = new Command('npm run admin --').exitOverride();
  program.configureOutput({ outputError: () => undefined });
  program.option('--as <name>', 'who does it, for the log; else who is logged in on this machine');
  addAccountCommands(program);
  addSessionCommands(program);
  addLimitCommands(program);
  addReportCommands(program);
  addInvitationCommands(program);
  addAuditCommand(program);
  await program.parseAsync();
} catch (error) {
  const isHelp = error instanceof CommanderError && error.exitCode === 0;
  // Whoever says too little is shown what there is, which has been written then.
  const isTold = error instanceof CommanderError && error.code === 'commander.help';
  const isRefused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
  const why = error instanceof Error ? error.message : String(error);
  if (!isHelp && !isTold)
    process.stderr.write(`${isRefused ? 'No cluster runs there: npm start' : why}\n`);
  const isUsage = [Usage, ConfigError, CommanderError].some((one) => error instanceof one);
  process.exitCode = isHelp ? 0 : isUsage ? 2 : 1;
}
