// What the composition root hands to the gateway.

import type { FastifyInstance } from 'fastify';
import type {
  AccessTokens,
  ChallengeTokens,
  GroupKeys,
  LoginSeals,
  RefreshTokens,
  ReportTokens,
  SenderCertificates,
  UploadTokens,
} from '#crypto';
import type {
  AccountStore,
  BlobStore,
  Holdings,
  InvitationStore,
  Operating,
  PreKeyStore,
  PushChallenges,
  PushDoor,
  ResettingLimiter,
  RecordStore,
  RelationStore,
  ReportStore,
  UsernameStore,
  VerificationSessionStore,
} from '#ports';
import type { Router } from '#routing';
import type { Clock, Config, Log, Residency } from '#runtime';
import type { Captcha } from './ingress/captcha.ts';
import type { CodeSender } from './ingress/codes/codeSender.ts';
import type { AskedConsent } from './ingress/consentsFile.ts';
import type { RateLimits } from './ingress/rateLimits.ts';
import type { TurnServers } from './ingress/turn.ts';
import type { Relay } from './relay/openRelay.ts';
import type { SocketHandover } from './sockets/handover.ts';

/** `none`: they should run, and none does just now. */
export type VoiceReadiness = 'off' | 'none' | 'ready';

/** `unknown`: nobody has looked yet, or none of them is reached by UDP; `none`: none answers. */
export type TurnReadiness = 'off' | 'unknown' | 'none' | 'ready';

export interface GatewayServices {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly router: Router;
  readonly tokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly certificates: SenderCertificates;
  readonly groupKeys: GroupKeys;
  readonly uploadTokens: UploadTokens;
  readonly challengeTokens: ChallengeTokens;
  readonly reportTokens: ReportTokens;
  readonly loginSeals: LoginSeals;
  /** Bearer token of operators. */
  readonly operatorToken: string;
  /** What their log calls it. */
  readonly operatorTokenId: string;
  readonly operating: Operating;
  readonly limiter: ResettingLimiter;
  /** The measures of its buckets, read once. */
  readonly limits: RateLimits;
  /** For look-ups only: documents are the business of their actors. */
  readonly accounts: Pick<
    AccountStore,
    'findByNumber' | 'findByLogin' | 'findByPhoneIdentity' | 'isThere' | 'identityKeys'
  >;
  readonly relations: RelationStore;
  readonly reports: Pick<ReportStore, 'add' | 'forget'>;
  readonly records: RecordStore;
  readonly preKeys: Pick<PreKeyStore, 'count'>;
  readonly holdings: Holdings;
  readonly usernames: UsernameStore;
  /** What the operator asks people to agree to. */
  readonly consents: readonly AskedConsent[];
  /** Draws the ids of new accounts. */
  readonly residency: Residency;
  readonly blobs: BlobStore;
  readonly invitations: InvitationStore;
  readonly sessions: VerificationSessionStore;
  readonly codes: CodeSender;
  /** Absent where the operator has set up none. */
  readonly captcha: Captcha | undefined;
  readonly push: PushDoor;
  readonly pushChallenges: PushChallenges;
  /** True while every part this worker needs answers and it owns its shards; `/readyz` tells it. */
  isReady(): boolean;
  /** How the media workers of this worker are; `/readyz` tells it, and nothing depends on it. */
  voice(): VoiceReadiness;
  /** Absent where the operator has set up none. */
  readonly turn: TurnServers | undefined;
  /** How these are; likewise. */
  turnState(): TurnReadiness;
  /** Where other workers reach this one; absent: a Unix socket that the gateway opens. */
  readonly relay?: Relay;
  /** A way to place connections near their accounts; absent: they stay where they come in. */
  readonly handover?: SocketHandover;
  /** Adds what is for browsers and no part of the API to the HTTP door. */
  readonly addPages?: (app: FastifyInstance) => Promise<void>;
}
