// A report of somebody to whoever runs the server: that they have written, and nothing of what.

import type { AccountId } from '#protocol';
import { toBase64 } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import { ClientError } from '../clientError.ts';
import { refusalOf } from '../transport/http.ts';
import { reached } from '../transport/network.ts';

/** Refuses: report.unproved, what the server says. */
export async function report(
  { store, http }: Pick<ClientBase, 'store' | 'http'>,
  account: AccountId,
): Promise<void> {
  const shown = store.reports.of(account);
  if (!shown) {
    const message = 'Only those can be reported who have written to this device by name lately.';
    throw new ClientError('report.unproved', message);
  }
  const guid = uuidOf(shown.guid);
  const answer = await reached(() =>
    http({
      verb: 'POST',
      path: `/v1/messages/report/${account}/${guid}`,
      body: { token: toBase64(shown.token) },
    }),
  );
  if (answer.status >= 300) throw refusalOf(answer, 'The report was refused');
}

function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
