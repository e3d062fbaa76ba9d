// What operators have done, as their log has it, and whether that log is whole.

import type { AuditFaultKind, AuditHead, AuditLine } from '#ports';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { accountId } from '../schemas.ts';

const actsMax = 200;

const shared = {
  auth: 'operator',
  style: 'problem',
  verb: 'GET',
  limits: [{ bucket: 'operator', by: 'ip' }],
} as const;

const lineAnswer = z.object({
  seq: z.number(),
  /** Milliseconds since the epoch, by the store's clock. */
  at: z.number(),
  act: z.string(),
  /** `http`, `console`, or `machine` for a command with the data folder in reach. */
  door: z.string(),
  /** Which operators' token. */
  token: z.string().optional(),
  /** Who they said they are. */
  name: z.string().optional(),
  /** The account's name in the log, which tells nobody whose it is once the account is gone. */
  account: z.string().optional(),
  facts: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])).optional(),
  /** `done`, `failed`, or the code of a refusal; absent while it is not known. */
  outcome: z.string().optional(),
});

function bodyOf({ atMs, by, ...line }: AuditLine): z.output<typeof lineAnswer> {
  return { ...line, at: atMs, ...by };
}

const acts = defineRoute({
  ...shared,
  path: '/v1/operator/audit',
  summary: 'Tells what operators have done, the newest first',
  query: z.object({
    account: accountId.optional(),
    before: z.coerce.number().int().min(1).optional(),
    limit: z.coerce.number().int().min(1).max(actsMax).default(50),
  }),
  answers: { 200: z.object({ acts: z.array(lineAnswer), before: z.number().optional() }) },
  async handle({ query }, { operating }: Uses<'operating'>) {
    const { account, before, limit } = query;
    const page = await operating.acts({
      limit,
      ...(account === undefined ? {} : { account }),
      ...(before === undefined ? {} : { beforeSeq: before }),
    });
    if (!page.ok) return page;
    const { lines, nextBeforeSeq } = page.value;
    const more = nextBeforeSeq === undefined ? {} : { before: nextBeforeSeq };
    return answer(200, { acts: lines.map(bodyOf), ...more });
  },
});

const faultKinds: readonly AuditFaultKind[] = [
  ...(['changed', 'missing', 'unsealed', 'beyond', 'mended', 'witness'] as const),
];

const verify = defineRoute({
  ...shared,
  path: '/v1/operator/audit/verification',
  summary: 'Reads the whole log of operators, and tells what is not as it was written',
  query: z.object({
    /** An end of the log that was kept elsewhere: `<number>:<hash>`, the hash or its beginning. */
    head: z
      .string()
      .regex(/^[1-9]\d{0,14}:([0-9a-f]{2}){8,32}$/)
      .optional(),
  }),
  answers: {
    200: z.object({
      isWhole: z.boolean(),
      entries: z.number(),
      /** Keep it elsewhere: shown again, it tells whether anything before it was taken away. */
      head: z.string().optional(),
      faults: z.array(
        z.object({ kind: z.enum(faultKinds), fromSeq: z.number(), toSeq: z.number() }),
      ),
    }),
  },
  async handle({ query }, { operating }: Uses<'operating'>) {
    const { entries, head, faults } = await operating.verify(headOf(query.head));
    return answer(200, {
      isWhole: faults.length === 0,
      entries,
      ...(head ? { head: `${head.seq}:${Buffer.from(head.hash).toString('hex')}` } : {}),
      faults,
    });
  },
});

function headOf(shown: string | undefined): AuditHead | undefined {
  const [seq, hash] = shown?.split(':') ?? [];
  if (seq === undefined || hash === undefined) return undefined;
  return { seq: Number(seq), hash: new Uint8Array(Buffer.from(hash, 'hex')) };
}

export const auditRoutes = [acts, verify] as const;
