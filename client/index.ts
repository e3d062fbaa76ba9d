// client: the SDK: one device of one account, its keys, sessions, outbox and inbox. Imports
// protocol alone; the only libsignal of the client's side.
/// <reference types="node" preserve="true" />
export { Call } from './calls/call.ts';
export type { Calls } from './calls/calls.ts';
export type { CallPost, HeardKeys } from './calls/callPost.ts';
export { FramePlace, frameEngine } from './calls/mediaEngine.ts';
export type * from './calls/mediaEngine.ts';
export type { CallRelay } from './calls/relays.ts';
export type { EndOfCall } from './calls/ringEvents.ts';
export type { Participant } from './calls/roster.ts';
export { AldisClient } from './client.ts';
export { ClientError } from './clientError.ts';
export type { ClientErrorCode } from './clientError.ts';
export type { ClientClock, ClientTimer } from './clock.ts';
export type { Contact, Contacts, MessageRequest } from './contacts/contacts.ts';
export type { Conversation, PollOptions, SendOptions } from './conversation/conversation.ts';
export type { ConversationId } from './conversation/conversationId.ts';
export type { ConversationView, HistoryEntry } from './conversation/conversations.ts';
export type { ScheduledMessage } from './conversation/scheduled.ts';
export type { SearchOptions } from './conversation/searching.ts';
export type { Message, MessageStatus, PollView } from './conversation/view.ts';
export type { Devices, LinkOptions, OwnDevice } from './devices/devices.ts';
export type { Joining } from './devices/joining.ts';
export type * from './events.ts';
export type { Group } from './groups/group.ts';
export type { Groups, LinkedGroup, NewGroup } from './groups/groups.ts';
export type { GroupAccess, GroupMember, GroupState } from './groups/groupView.ts';
export { CallFrames } from './media/callFrames.ts';
export type * from './media/callFrames.ts';
export { CallKeys } from './media/callKeys.ts';
export type * from './media/callKeys.ts';
export type { CallDevice, CallMember } from './media/keyEvents.ts';
export type { Friend, Friendship } from './friends.ts';
export type { Lock } from './lock.ts';
export type { Login, OwnLogin } from './login/login.ts';
export type { NameAndPassword } from './login/proving.ts';
export type { OneTimeCode } from './login/oneTimeCode.ts';
export type { BegunRecovery, Recovery, RecoveryState } from './login/recovery.ts';
export type { RecoveryProof } from './login/recovery.ts';
export { renewCredential } from './login/renewing.ts';
export type { RenewalOptions } from './login/renewing.ts';
export type { ClientOptions, LockedOptions, ProfileStore, RegisterOptions } from './options.ts';
export { moveProfile } from './moving.ts';
export type { Consents, ConsentState } from './consents.ts';
export type { ExportedArchive } from './exporting.ts';
export type { OwnAccount } from './ownAccount.ts';
export type { OwnUsername } from './usernames.ts';
export type { Presence } from './presence.ts';
export type { Privacy, PrivacyView } from './privacy.ts';
export type { Picture, PictureKind } from './profiles/pictures.ts';
export type { ProfileChange, Profiles } from './profiles/profiles.ts';
export type { ProfileSaid, ProfileWords } from './profiles/sealedProfile.ts';
export type { Push, PushState, PushTarget } from './push.ts';
export { beginRecovery } from './registration.ts';
export type { Proof, RecoveryOptions } from './registration.ts';
export type { Pin } from './registrationLock.ts';
export type { PhoneProof } from './verification.ts';
export type { ChallengeAnswers } from './challenges/answers.ts';
export type { CaptchaWanted } from './challenges/challenges.ts';
export { printable } from '#protocol';
export type {
  AccountId,
  CallId,
  ErrorCode,
  GroupId,
  HeardSecurityEvent,
  MediaAddress,
  MediaCodecInfo,
  MediaKind,
  Mention,
  MessageName,
  Quote,
  ReceiptType,
} from '#protocol';
export type { LoginSession, Security } from './security.ts';
export { SafetyNumber } from './safetyNumber.ts';
export type { Compared } from './sessions/trust.ts';
export type * from './store/clientStore.ts';
export { fileStore, memoryStore } from './store/nodeStores.ts';
export type { Passphrase } from './store/passphrase.ts';
export type { SessionState, SessionView } from './store/sessionTable.ts';
export { socketNetwork } from './transport/network.ts';
export type { SocketOptions } from './transport/socketTransport.ts';
export type { TlsOptions } from './transport/tlsTrust.ts';
export { NoAnswer } from './transport/transport.ts';
export type * from './transport/transport.ts';
