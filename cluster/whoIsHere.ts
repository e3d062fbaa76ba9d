// Who is at this machine, for the log of operators' acts. Nobody checks it: whoever has the data
// folder could say anything.

import { userInfo } from 'node:os';
import { operatorNameForm } from '#ports';

/** Behind `sudo` it is who called it. Undefined where the machine says nothing fit for the log. */
export function whoIsHere(): string | undefined {
  const name = (process.env['SUDO_USER'] ?? loginName())?.toLowerCase();
  return name !== undefined && operatorNameForm.test(name) ? name : undefined;
}

/** A container may run as somebody who has no name there. */
function loginName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
