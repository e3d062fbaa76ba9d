// A door for those without a name at which nobody is let in: for tests that are about others.

import type { AnonymousPort } from '../../src/gateway/ingress/anonymous.ts';

export const nobodyNameless: Pick<AnonymousPort, 'send'> = {
  send: async () => ({ ok: false, refusal: { code: 'auth.invalid' } }),
};
