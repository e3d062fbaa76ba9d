// What the own account has agreed to, and what it is asked to agree to.

import type { Consent } from '#actors';
import { accountAddress, refuse } from '#protocol';
import { z } from 'zod/v4';
import type { AskedConsent } from '../consentsFile.ts';
import { consentWord } from '../consentsFile.ts';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';

const shared = {
  auth: 'device',
  style: 'problem',
  isOpen: true,
  limits: [{ bucket: 'account', by: 'account' }],
} as const;

export const askedAnswer = z.array(
  z.object({
    document: z.string(),
    version: z.string(),
    url: z.string().optional(),
    /** Nothing goes on without it. */
    required: z.boolean().optional(),
  }),
);

const view = z.object({
  /** What is asked for and not agreed to in that version. */
  asked: askedAnswer,
  records: z.array(
    z.object({
      document: z.string(),
      version: z.string(),
      /** Milliseconds since the epoch, as the next. */
      given: z.number(),
      withdrawn: z.number().optional(),
    }),
  ),
});

/** What of the operator's documents somebody with these records has not agreed to. */
export function stillAsked(
  all: readonly AskedConsent[],
  records: readonly Consent[],
): readonly AskedConsent[] {
  return all.filter(
    ({ document, version }) =>
      !records.some(
        (one) =>
          one.document === document && one.version === version && one.withdrawnAtMs === undefined,
      ),
  );
}

const viewOf = (all: readonly AskedConsent[], records: readonly Consent[]) =>
  answer(200, {
    asked: stillAsked(all, records),
    records: records.map(({ document, version, givenAtMs, withdrawnAtMs }) => ({
      ...{ document, version, given: givenAtMs },
      ...(withdrawnAtMs === undefined ? {} : { withdrawn: withdrawnAtMs }),
    })),
  });

const list = defineRoute({
  ...shared,
  verb: 'GET',
  path: '/v1/accounts/consents',
  summary: 'What the account has agreed to, and what it is asked to agree to',
  answers: { 200: view },
  async handle({ caller }, { router, consents }: Uses<'router' | 'consents'>) {
    const { account, credential } = caller;
    const command = { type: 'describeConsents', credential } as const;
    const records = await router.ask(accountAddress(account), command);
    return records.ok ? viewOf(consents, records.value) : records;
  },
});

const params = z.object({ document: consentWord });

const give = defineRoute({
  ...shared,
  verb: 'PUT',
  path: '/v1/accounts/consents/:document',
  summary: 'Agrees to a document in the version that is asked for',
  params,
  body: z.object({ version: consentWord }),
  answers: { 200: view },
  async handle({ caller, params: { document }, body }, tools: Uses<'router' | 'consents'>) {
    const { router, consents } = tools;
    const { version } = body;
    const isAsked = consents.some((one) => one.document === document && one.version === version);
    if (!isAsked) return refuse('consent.not_asked');
    const { account, credential } = caller;
    const command = { type: 'giveConsent', credential, document, version } as const;
    const records = await router.ask(accountAddress(account), command);
    return records.ok ? viewOf(consents, records.value) : records;
  },
});

const withdraw = defineRoute({
  ...shared,
  verb: 'DELETE',
  path: '/v1/accounts/consents/:document',
  summary: 'Withdraws what was agreed to; that it was stays on record',
  params,
  answers: { 200: view },
  async handle(
    { caller, params: { document } },
    { router, consents }: Uses<'router' | 'consents'>,
  ) {
    const { account, credential } = caller;
    const isRequired = consents.some((one) => one.document === document && one.required);
    const command = { type: 'withdrawConsent', credential, document, isRequired } as const;
    const records = await router.ask(accountAddress(account), command);
    return records.ok ? viewOf(consents, records.value) : records;
  },
});

export const consentRoutes = [list, give, withdraw] as const;
