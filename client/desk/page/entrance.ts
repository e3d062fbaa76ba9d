// How this page enters: by the token in the fragment of its address, which is cleared at once, and
// after a reload by the session that it became.

import type { Entrance } from './rpc.ts';

const tokenForm = /^#([\w-]{43})$/;
const sessionName = 'aldis.session';

/** Takes the token out of the address, so that nobody finds it there. */
export function entranceOf(page: Window): Entrance {
  let token = tokenForm.exec(page.location.hash)?.[1];
  if (token !== undefined) page.history.replaceState(null, '', '/');
  return {
    secret() {
      if (token !== undefined) return { token };
      const session = page.sessionStorage.getItem(sessionName);
      return session === null ? undefined : { session };
    },
    entered(session) {
      token = undefined;
      page.sessionStorage.setItem(sessionName, session);
    },
  };
}
