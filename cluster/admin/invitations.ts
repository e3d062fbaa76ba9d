// `npm run admin -- invite …`: invitations, made, listed and revoked.

import type { Command } from 'commander';
import { invitationIdForm, invitationLimits } from '#ports';
import { asked, countOf, day, tell, Usage } from './asking.ts';

const { usesMax, daysMax } = invitationLimits;
const dayMs = 24 * 60 * 60 * 1000;

interface Listed {
  readonly invitations: readonly {
    readonly id: string;
    readonly uses: number;
    readonly used: number;
    readonly expiresAt: number;
  }[];
}

export function addInvitationCommands(program: Command): void {
  const invite = program.command('invite').description('invitations');
  const make = invite
    .command('make')
    .description('makes one, and prints its token, which is shown this once')
    .option('--uses <count>', 'accounts it is good for', '1')
    .option('--days <count>', 'days it is good for', '1')
    .option('--json', 'as JSON');
  make.action(async () => {
    const { uses, days, json } = make.opts<{ uses: string; days: string; json?: true }>();
    const body = { uses: countOf(uses, usesMax), lifetimeMs: countOf(days, daysMax) * dayMs };
    const ask = { verb: 'POST', path: '/v1/operator/invitations', body } as const;
    const made = (await asked(program, ask)) as { token: string; expiresAt: number };
    tell(json, made, [made.token]);
  });
  const list = invite.command('list').description('lists them').option('--json', 'as JSON');
  list.action(async () => {
    const ask = { verb: 'GET', path: '/v1/operator/invitations' } as const;
    const told = (await asked(program, ask)) as Listed;
    const lines = told.invitations.map(({ id, uses, used, expiresAt }) => {
      return `${id}  ${used} of ${uses} used, until ${day(expiresAt)}`;
    });
    tell(list.opts<{ json?: true }>().json, told, lines.length > 0 ? lines : ['None.']);
  });
  const revoke = invite
    .command('revoke <id>')
    .description('revokes one, by its id in the list')
    .option('--json', 'as JSON');
  revoke.action(async (id: string) => {
    if (!invitationIdForm.test(id)) throw new Usage('An invitation is named by 16 hex digits.');
    await asked(program, { verb: 'DELETE', path: `/v1/operator/invitations/${id}` });
    tell(revoke.opts<{ json?: true }>().json, { done: true }, ['Done.']);
  });
}
