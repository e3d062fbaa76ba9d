// All that is held of the own account, as one signed archive.

import { accountAddress } from '#protocol';
import type { ExportTools } from '../../export/archive.ts';
import { archiveOf } from '../../export/archive.ts';
import { defineRoute } from '../route.ts';

const type = 'application/x-tar';

const read = defineRoute({
  verb: 'GET',
  path: '/v1/accounts/export',
  isOpen: true,
  auth: 'device',
  proof: 'fresh',
  scope: 'device',
  style: 'problem',
  summary: 'All that is held of the account, as one signed archive; for the primary',
  limits: [{ bucket: 'export', by: 'account' }],
  streams: type,
  answers: { 200: null },
  async handle({ caller }, tools: ExportTools) {
    const { account, device, credential } = caller;
    const command = { type: 'describeHeld', device, credential } as const;
    const described = await tools.router.ask(accountAddress(account), command);
    if (!described.ok) return described;
    const headers = {
      'content-type': type,
      'content-disposition': 'attachment; filename="aldis-export.tar"',
      'cache-control': 'no-store',
    };
    const stream = archiveOf(caller, described.value, tools);
    return { ok: true, value: { status: 200, headers, stream } };
  },
});

export const exportRoutes = [read] as const;
