// Which of an account's consents are in force.

import type { Account, Consent } from './account.ts';

/** A document in a version, agreed to just now. */
export type AgreedDocument = Pick<Consent, 'document' | 'version'>;

export const isInForce = ({ withdrawnAtMs }: Consent): boolean => withdrawnAtMs === undefined;

/** What an account agrees to; undefined for nothing. */
export function agreedOf({ consents = [] }: Account): readonly AgreedDocument[] | undefined {
  const agreed = consents.filter(isInForce);
  if (agreed.length === 0) return undefined;
  return agreed.map(({ document, version }) => ({ document, version }));
}

/** Whether it agrees to all of these. */
export function agreesTo(account: Account, needs: readonly AgreedDocument[] = []): boolean {
  const agreed = agreedOf(account) ?? [];
  return needs.every(({ document, version }) =>
    agreed.some((one) => one.document === document && one.version === version),
  );
}
