// Every limit of the wire, by name. Local limits (mailboxes, pools, time-outs of one process) live
// with what they limit or in runtime/config.

/** Largest content for one device, bytes. Source: Signal-Server, 96 KiB (413 above). */
export const envelopeBytesMax = 96 * 1024;
/** Largest Socket.IO event or HTTP body, bytes. */
export const frameBytesMax = 1024 * 1024;
/** Envelopes delivered to one connection and not yet acknowledged. */
export const unacknowledgedMax = 256;
/** Bytes of those: whoever reads slowly holds no more of a worker's memory. */
export const unacknowledgedBytesMax = 2 * 1024 * 1024;
/** Guids in one `ack` event. */
export const ackGuidsMax = 256;
/** Devices of one send. */
export const devicesPerSendMax = 127;
/** Recipients of one upload to a group, those it excludes counted. Source: Signal-Server. */
export const groupRecipientsMax = 5000;
/** Devices of them all. */
export const groupUploadDevicesMax = 30_000;
/** What a recipient has for itself of an upload, bytes: an id, some devices, a key. */
export const groupRecipientBytesMax = 100;
/** A token that lets whoever has it write to a group. Source: libsignal. Unit: bytes. */
export const groupSendTokenBytes = 33;
/** Protobuf fields of the answer to one: each recipient may be named, with all of its devices. */
export const groupAnswerFieldsMax = 128 * 1024;
/** Devices of one account, its primary included. Source: Signal-Server. */
export const devicesMax = 6;
/** Largest encoded list of an account's devices, bytes: room for 127 of them. */
export const deviceListBytesMax = 4096;
/** How long a new device may take from its primary's word to its own. Source: Signal-Server. */
export const linkingMs = 10 * 60 * 1000;
/** A linked device that has not connected for so long is removed. Unit: days. */
export const idleDaysMax = 30;
/** How long a device is away before the account's other devices are told. Unit: days. */
export const idleWarnedDays = 23;
/** How long a new device may wait at `/link`. */
export const linkWaitMs = 10 * 60 * 1000;
/** Largest sealed message from a primary to its new device, bytes. */
export const provisioningBytesMax = 64 * 1024;
/** Longest address of a push service, characters. */
export const pushEndpointLengthMax = 1024;
/** Longest token of a push service, characters. */
export const pushTokenLengthMax = 4096;
/** Letters of the address where captchas are solved. */
export const captchaPageLengthMax = 1024;
/** How long a challenge may be solved. */
export const challengeLifetimeMs = 10 * 60 * 1000;
/** Envelopes of one `deliver` event. */
export const deliverEnvelopesMax = 64;
/** One-time pre-keys of one kind in one upload. Source: Signal-Server. */
export const preKeysPerUploadMax = 100;
/** Largest key id. Source: Signal-Server (enforced limit). */
export const keyIdMax = 0x7fffffff;
/**
 * Largest time or wait on the wire, milliseconds; also the last moment a Date of JavaScript shows.
 * Source: Signal-Server.
 */
export const timestampMax = 8.64e15;
/** Largest nesting of a JSON body or event. */
export const jsonDepthMax = 16;
/** Values of one JSON body, those inside others too; the largest upload of keys has some 900. */
export const jsonValuesMax = 4096;
/** Protobuf fields of one message, packed numbers counted; a send to 127 devices has 641. */
export const frameFieldsMax = 1024;
/** Unauthenticated connections are closed after this. */
export const handshakeTimeoutMs = 10_000;
/** An event whose binary part has not arrived by then closes its connection. */
export const halfPacketTimeoutMs = 10_000;
/** The server pings every so often, and hangs up after as long again without an answer. */
export const pingIntervalMs = 30_000;
export const pingTimeoutMs = 30_000;
/** What is never fetched is purged after this. */
export const envelopeLifetimeMs = 30 * 24 * 60 * 60 * 1000;
/**
 * The guid of what was accepted is remembered for at least this long, and up to twice as long, so
 * that a late retry stores nothing.
 */
export const guidMemoryMs = 24 * 60 * 60 * 1000;
/** Envelopes waiting for one device; more are refused with `queue.full`. */
export const queueLengthMax = 20_000;
/** Bytes of the envelopes waiting for one device; more are refused with `queue.full`. */
export const queueBytesMax = 64 * 1024 * 1024;
/** Sessions of one account; the one that was used longest ago makes room. */
export const sessionsMax = 32;
/** A session that is not renewed for so long is over. Unit: milliseconds. */
export const sessionIdleMs = 30 * 24 * 60 * 60 * 1000;
/**
 * For so long the refresh token that was used last is answered as it was the first time: its
 * answer may have been lost. Unit: milliseconds.
 */
export const refreshGraceMs = 10_000;
/** Backup codes of an account, each good once. */
export const backupCodesCount = 10;
/** What touched an account's security, as its owner is told: so many are kept. */
export const securityEventsMax = 32;
/** A report counts by the token of an envelope that is no older. Unit: milliseconds. */
export const reportTokenMs = 30 * 24 * 60 * 60 * 1000;
/** What is known of reports ends so long after the last of an account. Unit: milliseconds. */
export const reportsKeptMs = 30 * 24 * 60 * 60 * 1000;
/** Accounts whose reports are known; of more those that were reported longest ago go. */
export const reportedAccountsMax = 1000;
/** Records of consents of an account; of more what ended first goes. */
export const consentsMax = 64;
/** Accounts of one check of identity keys, and the bytes of each fingerprint. Source: Signal. */
export const identityChecksMax = 1000;
export const identityFingerprintBytes = 4;
/** An unidentified access key. Source: Signal. Unit: bytes. */
export const accessKeyBytes = 16;
/** An account's record: its manifest, bytes. */
export const recordManifestBytesMax = 256 * 1024;
/** One item of a record, bytes. */
export const recordItemBytesMax = 8 * 1024;
/** Items of a record, and the bytes of them all. */
export const recordItemsMax = 10_000;
export const recordBytesMax = 4 * 1024 * 1024;
/** Items that one change inserts and removes. */
export const recordChangesMax = 1000;
/** Items that one request reads: their answer fits into an event. */
export const recordReadMax = 64;
/** A user name that is not confirmed is reserved for so long. Source: Signal. */
export const usernameReservedMs = 5 * 60 * 1000;
/** A former one is held for its account for so long. Source: Signal. */
export const usernameHeldMs = 7 * 24 * 60 * 60 * 1000;
/** Names that one request offers to reserve. Source: Signal. */
export const usernameHashesMax = 20;
/** What a link to a name leads to, bytes; libsignal makes 112. Source: Signal. */
export const usernameLinkBytesMax = 128;
/** Versions of an account's profile that are kept: each belongs to a profile key of its time. */
export const profileVersionsMax = 4;
/** The sizes of what a profile says, sealed, bytes. Source: Signal. */
export const profileNameBytes = [81, 285] as const;
export const profileAboutBytes = [156, 282, 540] as const;
export const profileEmojiBytes = 60;
export const profilePaymentBytes = 582;
export const profileSharingBytes = 29;
export const profileDigestBytes = 60;
/** Largest picture that somebody shows of themselves, bytes; and the blob that it becomes. */
export const avatarBytesMax = 2 * 1024 * 1024;
export const avatarBlobBytesMax = 2.25 * 1024 * 1024;
/** What a commitment to a profile key has, bytes. Source: libsignal. */
export const profileCommitmentBytes = 97;
/** What asks for a credential of a profile key, bytes. Source: libsignal. */
export const profileRequestBytes = 329;
/** How long such a credential holds, days at the most. Source: Signal. */
export const profileCredentialDays = 7;
/** Largest blob, bytes. */
export const blobBytesMax = 100 * 1024 * 1024;
/** A blob that nobody holds stays so long after its upload, at the most and at the least. */
export const blobLifetimeMs = 45 * 24 * 60 * 60 * 1000;
export const blobLifetimeMsMin = 60 * 60 * 1000;
/** An upload that is not finished by then ends, and so does the leave for it. */
export const uploadLifetimeMs = 24 * 60 * 60 * 1000;
/** Who holds a blob that has not come by then holds it no more. */
export const blobAwaitedMs = 3 * uploadLifetimeMs;
/** Unfinished uploads of one account. */
export const uploadsMax = 16;
/** Members of a group, invited people counted. */
export const groupMembersMax = 1000;
/** People who wait to be let into a group. */
export const groupRequestsMax = 200;
/** People banned from a group. */
export const groupBansMax = 1000;
/** Actions of one change of a group. */
export const groupActionsMax = 1000;
/** Last version of a group. */
export const groupVersionMax = 0x7fffffff;
/** Changes of a group that are kept: whoever comes back later takes the state. */
export const groupLogMax = 10_000;
/** Changes of one page of a group's log (source: Signal), and their bytes as they are stored. */
export const groupLogPageMax = 64;
export const groupLogPageBytesMax = 512 * 1024;
/** What is told of a group, sealed, bytes. */
export const groupTitleBytesMax = 1024;
export const groupDescriptionBytesMax = 8192;
export const groupAvatarBytesMax = 2048;
export const groupTimerBytesMax = 256;
/** The password of a group's link, bytes. */
export const groupLinkBytesMin = 16;
export const groupLinkBytesMax = 32;
/** Largest payload of a signal, bytes. */
export const signalBytesMax = 4096;
/** Topics that one connection may be subscribed to. */
export const topicsMax = 64;
/** Connections that may be subscribed to one topic. */
export const subscribersMax = 5000;
/** Devices in a group's call. */
export const callMembersMax = 1000;
/** Devices in a call by secret. */
export const secretCallMembersMax = 8;
/** Devices that speak with each other directly, whatever an operator wishes. */
export const callDirectMax = 8;
/** Calls that one connection may be in. */
export const callsPerConnectionMax = 4;
/** Streams that one device sends in a call. */
export const callSourcesMax = 4;
/** A secret that opens a call, and a name that a device chooses there, bytes. */
export const callSecretBytes = 32;
export const callNameBytes = 16;
/** What brings a place in a call again, bytes at the most. */
export const callResumeBytesMax = 64;
/** A connection that has ended keeps its places so long. */
export const callGraceMs = 10_000;
/** Whom a moderator has removed from a call comes in no more for so long. */
export const callRemovedMs = 60_000;
/** Protobuf fields of who is in a call: a thousand devices, some of which speak. */
export const callMembersFieldsMax = 32 * 1024;
/** How long a credential for a TURN server lets its holder begin there. Source: Signal. */
export const turnCredentialSeconds = 12 * 60 * 60;
/** Time a command has to be answered by its entity, re-routing included. */
export const commandDeadlineMs = 10_000;
/** Version of the Socket.IO protocol spoken here. */
export const protocolVersion = 1;
/** Largest reaction, bytes of UTF-8: a family of four with skin tones has some 50. */
export const emojiBytesMax = 64;
/** What of a quoted text travels with a reply, bytes of UTF-8. */
export const quoteBytesMax = 4096;
/** People mentioned in one text. */
export const mentionsMax = 100;
/** Answers to choose from in one poll. */
export const pollOptionsMax = 10;
/** A poll's question, and each of its answers, bytes of UTF-8. */
export const pollTextBytesMax = 400;
/** Longest timer of a disappearing message, seconds: a year. */
export const expireTimerSecondsMax = 366 * 24 * 60 * 60;
/** Longest time that a message stays pinned before it is so for ever, seconds. */
export const pinSecondsMax = 366 * 24 * 60 * 60;
/** Messages that a new device is given of what was said before. */
export const historyMessagesMax = 50_000;
/** Protobuf fields of one of them with what was done to it: in a group a thousand may have. */
export const historyFieldsMax = 32 * 1024;
/** How long such an archive waits for its device on the server. */
export const historyLifetimeMs = 3 * 24 * 60 * 60 * 1000;
/** Messages of one read or viewed mark among the devices of an account. */
export const syncMarksMax = 300;
/**
 * Version of what is said inside a conversation. A content that needs a higher one is kept as it
 * is until the reader was brought up to date.
 */
export const contentVersion = 1;

/** A recovery that has waited long enough may be carried out for so long. */
export const recoveryReadyMs = 7 * 24 * 60 * 60 * 1000;
/** A device's approval of a recovery is good for so long. */
export const recoveryApprovalMs = 10 * 60 * 1000;
