// What the routes of one worker sign, seal and believe by, all from the secrets it has.

import type { AccessTokens, GroupKeys, Secrets, SenderCertificates, UploadTokens } from '#crypto';
import {
  createChallengeTokens,
  createLoginSeals,
  createRefreshTokens,
  createReportTokens,
} from '#crypto';

interface HeldKeys {
  readonly secrets: Secrets;
  readonly tokens: AccessTokens;
  readonly certificates: SenderCertificates;
  readonly groupKeys: GroupKeys;
  readonly uploadTokens: UploadTokens;
}

export function doorKeys({ secrets, tokens, certificates, groupKeys, uploadTokens }: HeldKeys) {
  return {
    ...{ tokens, certificates, groupKeys, uploadTokens },
    refreshTokens: createRefreshTokens(secrets),
    challengeTokens: createChallengeTokens(secrets),
    reportTokens: createReportTokens(secrets),
    loginSeals: createLoginSeals(secrets),
  };
}
