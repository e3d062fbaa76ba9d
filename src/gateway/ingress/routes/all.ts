// All routes: what the dispatcher serves and the OpenAPI document lists.

import type { Route } from '../route.ts';
import { accountRoutes } from './accounts.ts';
import { auditRoutes } from './audit.ts';
import { blobRoutes } from './blobs.ts';
import { bundleRoutes } from './bundles.ts';
import { callingRoutes } from './calling.ts';
import { challengeRoutes } from './challenges.ts';
import { certificateRoutes } from './certificates.ts';
import { consentRoutes } from './consents.ts';
import { deviceRoutes } from './devices.ts';
import { exportRoutes } from './export.ts';
import { facadeRoutes } from './facade.ts';
import { friendRoutes } from './friends.ts';
import { groupRoutes } from './groups.ts';
import { healthRoutes } from './health.ts';
import { identityRoutes } from './identities.ts';
import { keyRoutes } from './keys.ts';
import { linkingRoutes } from './linking.ts';
import { groupMessageRoutes } from './groupMessages.ts';
import { loginRoutes } from './login.ts';
import { loginSettingRoutes } from './loginSettings.ts';
import { messageRoutes } from './messages.ts';
import { numberRoutes } from './number.ts';
import { operatorAccountRoutes } from './operatorAccounts.ts';
import { operatorRoutes } from './operator.ts';
import { profileRoutes } from './profiles.ts';
import { pushRoutes } from './push.ts';
import { recordRoutes } from './record.ts';
import { recoveryRoutes } from './recovery.ts';
import { registrationRoutes } from './registration.ts';
import { reportRoutes } from './reports.ts';
import { sessionRoutes } from './sessions.ts';
import { securityRoutes } from './security.ts';
import { tokenRoutes } from './token.ts';
import { usernameRoutes } from './usernames.ts';
import { totpRoutes } from './totp.ts';
import { waitingRoutes } from './waiting.ts';
import { verificationRoutes } from './verification.ts';

export const routes: readonly Route[] = [
  ...verificationRoutes,
  ...registrationRoutes,
  ...loginRoutes,
  ...accountRoutes,
  ...numberRoutes,
  ...consentRoutes,
  ...exportRoutes,
  ...loginSettingRoutes,
  ...recoveryRoutes,
  ...securityRoutes,
  ...totpRoutes,
  ...sessionRoutes,
  ...deviceRoutes,
  ...pushRoutes,
  ...linkingRoutes,
  ...keyRoutes,
  ...bundleRoutes,
  ...identityRoutes,
  ...certificateRoutes,
  ...messageRoutes,
  ...waitingRoutes,
  ...reportRoutes,
  ...challengeRoutes,
  ...groupMessageRoutes,
  ...friendRoutes,
  ...profileRoutes,
  ...usernameRoutes,
  ...recordRoutes,
  ...blobRoutes,
  ...groupRoutes,
  ...callingRoutes,
  ...tokenRoutes,
  ...facadeRoutes,
  ...operatorRoutes,
  ...operatorAccountRoutes,
  ...auditRoutes,
  ...healthRoutes,
];
