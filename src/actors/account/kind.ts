// account: a person. Its commands by capability; those of its devices are handed on to them.

import { parseAccountId } from '#protocol';
import { deviceCommands } from '../device/commands.ts';
import { defineKind } from '../kind.ts';
import { AccountHandle } from './actor.ts';
import { accessCommands } from './access.ts';
import { deviceListCommands } from './deviceList.ts';
import { consentCommands } from './consents.ts';
import { exportCommands } from './export.ts';
import { idleCommands } from './idle.ts';
import { keyCommands } from './keys.ts';
import { lockCommands } from './lock.ts';
import { linkingCommands } from './linking.ts';
import { loginCommands } from './login.ts';
import { membershipCommands } from './membership.ts';
import { numberCommands } from './numberChange.ts';
import { profileCommands } from './profile.ts';
import { operatingCommands } from './operating.ts';
import { pushCommands } from './push.ts';
import { recoveryCommands } from './recovery.ts';
import { registrationCommands } from './registration.ts';
import { replacementCommands } from './replacement.ts';
import { securityCommands } from './security.ts';
import { rousingCommands } from './rousing.ts';
import { sendingCommands } from './sending.ts';
import { tokenSessionCommands } from './tokenSessions.ts';
import { totpCommands } from './totp.ts';
import { sharedSendCommands } from './sharedSend.ts';

export const account = defineKind({
  type: 'account',
  parseId: parseAccountId,
  commands: [
    ...registrationCommands,
    ...lockCommands,
    ...membershipCommands,
    ...keyCommands,
    ...deviceListCommands,
    ...linkingCommands,
    ...replacementCommands,
    ...numberCommands,
    ...loginCommands,
    ...recoveryCommands,
    ...accessCommands,
    ...consentCommands,
    ...exportCommands,
    ...idleCommands,
    ...profileCommands,
    ...securityCommands,
    ...operatingCommands,
    ...pushCommands,
    ...tokenSessionCommands,
    ...totpCommands,
    ...rousingCommands,
    ...sendingCommands,
    ...sharedSendCommands,
    ...deviceCommands,
  ],
  activate: (id, home) => new AccountHandle(id, home),
});
