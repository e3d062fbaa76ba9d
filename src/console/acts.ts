// What operators do from the console: the same acts as at the door of the gateway, noted in the
// same log before they are done. All are asked by POST, so that no address names an account.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuditedBy, Operating } from '#ports';
import { invitationIdForm, invitationLimits, sayableKinds, sessionIdForm } from '#ports';
import type { AccountId, ErrorCode, Result } from '#protocol';
import { errorRow, ok, parseAccountId, parseMemberId, refuse } from '#protocol';
import { metrics } from '#runtime';
import type { AccountView, ActPage, InvitationRow, LogVerdict, SessionRow } from './actsView.ts';
import type { ConsoleParts } from './ports.ts';
import { isFromOurPage } from './session.ts';

const formBytesMax = 4096;
const actsPerPage = 50;
const dayMs = 24 * 60 * 60 * 1000;
const { usesMax, daysMax } = invitationLimits;

type Work = (
  operating: Operating,
  by: AuditedBy,
  fields: URLSearchParams,
) => Promise<Result<unknown>>;

const invalid = (field: string) => refuse('request.invalid', { detail: `Field: ${field}.` });

/** By what is asked for; every field is checked here. */
const works: Readonly<Record<string, Work>> = {
  'account/show': (operating, by, fields) =>
    ofAccount(fields, (account) => operating.show(by, account) satisfies Told<AccountView>),
  'account/suspend': (operating, by, fields) =>
    ofAccount(fields, (account) => operating.setStanding(by, account, { isSuspended: true })),
  'account/unsuspend': (operating, by, fields) =>
    ofAccount(fields, (account) => operating.setStanding(by, account, { isSuspended: false })),
  async 'account/kind'(operating, by, fields) {
    const kind = sayableKinds.find((one) => one === fields.get('kind'));
    if (!kind) return invalid('kind');
    return ofAccount(fields, (account) => operating.setStanding(by, account, { kind }));
  },
  'account/sessions': (operating, by, fields) =>
    ofAccount(fields, (account) => {
      return operating.sessions(by, account) satisfies Told<readonly SessionRow[]>;
    }),
  async 'account/end-sessions'(operating, by, fields) {
    const session = fields.get('session') ?? undefined;
    if (session !== undefined && !sessionIdForm.test(session)) return invalid('session');
    return ofAccount(fields, (account) => operating.endSessions(by, account, session));
  },
  'account/reset-limits': (operating, by, fields) =>
    ofAccount(fields, (account) => operating.resetLimits(by, account)),
  'invitation/list': (operating, by) => {
    return operating.invitations(by) satisfies Told<readonly InvitationRow[]>;
  },
  async 'invitation/make'(operating, by, fields) {
    const [uses, days] = [Number(fields.get('uses')), Number(fields.get('days'))];
    if (!isCount(uses, usesMax)) return invalid('uses');
    if (!isCount(days, daysMax)) return invalid('days');
    return operating.invite(by, { uses, lifetimeMs: days * dayMs });
  },
  async 'invitation/revoke'(operating, by, fields) {
    const id = fields.get('invitation') ?? '';
    return invitationIdForm.test(id) ? operating.revokeInvitation(by, id) : invalid('invitation');
  },
  async 'worker/drain'(operating, by, fields) {
    const member = parseMemberId(fields.get('member') ?? '');
    return member ? operating.drainWorker(by, member) : invalid('member');
  },
  async 'audit/list'(operating, _by, fields) {
    const before = Number(fields.get('before') ?? Number.MAX_SAFE_INTEGER);
    if (!isCount(before, Number.MAX_SAFE_INTEGER)) return invalid('before');
    const query = { limit: actsPerPage, beforeSeq: before };
    const list = (account?: AccountId): Told<ActPage> =>
      operating.acts(account === undefined ? query : { ...query, account });
    return fields.get('account') === null ? list() : ofAccount(fields, list);
  },
  async 'audit/verify'(operating) {
    const { entries, head, faults } = await operating.verify();
    const end = head && `${head.seq}:${Buffer.from(head.hash).toString('hex')}`;
    return ok<LogVerdict>({ entries, faults, ...(end === undefined ? {} : { head: end }) });
  },
};

type Told<T> = Promise<Result<T>>;

const isCount = (count: number, most: number) =>
  Number.isInteger(count) && count >= 1 && count <= most;

async function ofAccount<T>(
  fields: URLSearchParams,
  work: (account: AccountId) => Told<T>,
): Told<T> {
  const account = parseAccountId(fields.get('account')?.trim() ?? '');
  return account ? work(account) : invalid('account');
}

/** Adds them behind the console's login. */
export function addActs(inner: FastifyInstance, parts: ConsoleParts): void {
  const { operating, operatorTokenId: token, log } = parts;
  inner.post<{ Params: { noun: string; verb: string } }>(
    '/acts/:noun/:verb',
    { bodyLimit: formBytesMax },
    async (request, reply) => {
      if (!isFromOurPage(request)) return refuseWith(reply, 'auth.forbidden');
      const { noun, verb } = request.params;
      const name = `${noun}/${verb}`;
      const work = Object.hasOwn(works, name) ? works[name] : undefined;
      if (!work) return refuseWith(reply, 'request.not_found');
      try {
        const told = await work(operating, { door: 'console', token }, fieldsOf(request));
        if (told.ok) return await reply.send({ told: told.value });
        return refuseWith(reply, told.refusal.code);
      } catch (error) {
        log.error('console.act-failed', {}, error);
        return refuseWith(reply, 'server.unavailable');
      }
    },
  );
}

function fieldsOf({ body }: FastifyRequest): URLSearchParams {
  const text = body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : '';
  return new URLSearchParams(text);
}

function refuseWith(reply: FastifyReply, code: ErrorCode) {
  metrics.refusals.inc({ code });
  const { status, message: title } = errorRow(code);
  const type = `urn:aldis:error:${code}`;
  return reply.code(status).type('application/problem+json').send({ type, title, status, code });
}
