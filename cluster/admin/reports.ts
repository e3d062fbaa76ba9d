// `npm run admin -- reports …`: who was reported, by how many. Nobody knows by whom, or what was
// said.

import type { Command } from 'commander';
import { accountOf, asked, day, tell } from './asking.ts';

interface Reported {
  readonly account: string;
  readonly reporters: number;
  readonly lastAt: number;
}

export function addReportCommands(program: Command): void {
  const reports = program.command('reports').description('who was reported, in 30 days');
  const list = reports
    .command('list')
    .description('those by most first')
    .option('--json', 'as JSON');
  list.action(async () => {
    const path = '/v1/operator/reports';
    const told = (await asked(program, { verb: 'GET', path })) as { accounts: Reported[] };
    const lines = told.accounts.map(({ account, reporters, lastAt }) => {
      return `${account}  by ${reporters}, last on ${day(lastAt)}`;
    });
    tell(list.opts<{ json?: true }>().json, told, lines.length === 0 ? ['None.'] : lines);
  });
  const show = reports
    .command('show <id>')
    .description('of one account')
    .option('--json', 'as JSON');
  show.action(async (id: string) => {
    const path = `/v1/operator/accounts/${accountOf(id)}/reports`;
    const told = (await asked(program, { verb: 'GET', path })) as Partial<Reported>;
    const when = told.lastAt === undefined ? '' : `, last on ${day(told.lastAt)}`;
    tell(show.opts<{ json?: true }>().json, told, [`by ${told.reporters}${when}`]);
  });
}
