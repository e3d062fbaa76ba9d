// A door for those without a name at which nobody is let in: for tests that are about others.

import type { AnonymousPort } from '../../src/gateway/ingress/anonymous.ts';

const denied = async () => ({ ok: false, refusal: { code: 'auth.invalid' } }) as const;

export const nobodyNameless: Pick<AnonymousPort, 'send' | 'sendGroup'> = {
  send: denied,
  sendGroup: denied,
};
