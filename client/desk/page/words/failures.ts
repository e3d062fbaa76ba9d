// What went wrong, in sentences, by the codes of docs/errors.md and docs/daemon.md.

import { lasts } from './lasts.ts';

const lettersMax = 300;

/** The sentences by code. */
export const sentences: Readonly<Record<string, string>> = {
  'account.deleted': 'That account is no more.',
  'account.suspended': 'The operator of the server has suspended this account.',
  'account.not_found': 'There is no such account.',
  'account.unreadable': 'That is nobody’s id: paste it whole.',
  'argon2.missing': 'Locking takes a newer Node.js on this machine.',
  'auth.invalid': 'That lets nobody in. Look again what you typed.',
  'auth.fresh_proof': 'It takes a one-time code.',
  'auth.forbidden': 'Only the first device of the account may do this.',
  'blob.too_large': 'That picture is too large.',
  'call.no_relays': 'Your calls go by relays alone (Settings, Privacy), and this server has none.',
  'challenge.invalid': 'That captcha was not solved, or too late. Begin again.',
  'challenge.required': 'The server asks for a captcha first, or for a wait.',
  'client.closed': 'The process of this desk is ending.',
  'consent.required': 'Agree first to what the server asks for.',
  'contact.blocked': 'You have blocked this person.',
  'contact.too_long': 'That is too long for a name or a note.',
  'content.invalid': 'That cannot be sent.',
  'daemon.busy': 'Too much is under way. Try again in a moment.',
  'daemon.ended': 'The process of this desk has ended. Try again in a moment.',
  'desk.cut': 'The desk is not connected. Try again in a moment.',
  'desk.declined': 'That was not done: nobody has proved who it is.',
  'desk.forbidden': 'A page may not ask for that.',
  'desk.late': 'That takes too long. Look again whether it was done.',
  'device.capability_missing': 'This version of Aldis is too old for that account.',
  'device.name': 'That is no name for a device: up to 50 letters.',
  'devices.primary': 'The first device stays as long as the account does.',
  'devices.too_many': 'The account has as many devices as it may have.',
  'export.damaged': 'The archive came damaged, and was not kept. Try again.',
  'file.unwritable': 'The archive could not be written on this machine.',
  'group.banned': 'The group does not let that person in.',
  'group.forbidden': 'The group does not let you do this.',
  'group.full': 'The group has as many members as it may have.',
  'group.last_administrator': 'A group keeps an administrator: name another one first.',
  'group.link_invalid': 'That link leads to no group any more.',
  'group.not_found': 'There is no such group.',
  'identity.changed': 'The safety number changed. Compare and accept it first.',
  'identity.mismatch': 'The safety numbers are not the same. Do not send anything secret.',
  'identity.unknown': 'Nothing was said with this person yet.',
  'link.address_unknown': 'That link is over. Let the new device show another one.',
  'link.expired': 'Nobody took the link in time. Show a new one.',
  'link.token_invalid': 'The link has expired. Show a new one.',
  'link.unreadable': 'That is no link of Aldis: copy it whole.',
  'login.name_taken': 'Another account logs in by this name. Choose another one.',
  'message.mismatched_devices': 'The devices of the account changed meanwhile. Try again.',
  'number.taken': 'Another account was given that number just before. Try again, if it is yours.',
  'outbox.waits': 'The server is away. It waits here and leaves by itself.',
  'passphrase.length': 'A passphrase has 8 to 1,024 letters.',
  'profile.exists': 'There is a profile of that name already.',
  'profile.in_use': 'Another program works with that profile just now.',
  'profile.not_locked': 'The profile is not locked.',
  'push.off': 'Devices are not woken in this way here.',
  'rate.limited': 'That was too often. Wait a moment.',
  'recovery.pending': 'Somebody else recovers that account already.',
  'recovery.waiting': 'It has to wait longer.',
  'registration.conflict': 'Somebody was faster. Try again.',
  'registration.invitation': 'That invitation is not good, or was used already.',
  'registration.locked': 'The number is locked: type the PIN that locks it.',
  'registration.number_refused': 'No code can be sent to that number. Is it typed right?',
  'registration.sender_refused': 'The code could not be sent. Try again later.',
  'registration.session_not_found':
    'That code is good no more, or was wrong too often. Ask for another one.',
  'registration.totp': 'Who has the number has one-time codes on: type a code of theirs.',
  'registration.unverified': 'That code is wrong.',
  'relation.self': 'That is your own account.',
  'report.unproved': 'Only those can be reported who have written here lately, as strangers do.',
  'server.busy': 'The server has too much to do. Try again in a moment.',
  'server.timeout': 'The server takes too long. Try again.',
  'server.unreachable': 'The server cannot be reached. Try again later.',
  'server.untrusted': 'That is not the server it should be; nothing was sent.',
  'totp.held': 'Too many wrong codes. For a while backup codes alone are taken.',
  'totp.invalid': 'That code is wrong, or was used before. Wait for the next one.',
  'totp.off': 'One-time codes are not on, or were begun anew elsewhere.',
  'totp.on': 'One-time codes are on already.',
  'text.empty': 'Write something first.',
  'text.too_long': 'That is too long.',
  'username.lapsed': 'It was held for five minutes. Look again what is free.',
  'username.not_found': 'There is no such user name.',
  'username.taken': 'That one is somebody else’s. Try another nickname.',
  'who.ambiguous': 'Several people are called so. Say more of the name.',
  'who.unknown': 'Nobody here is called so. Paste their id instead.',
};

interface Failed {
  readonly code?: string;
  readonly message?: string;
  readonly timeRemainingMs?: number | undefined;
}

/** A sentence for whatever was thrown. */
export function failureWords(error: unknown): string {
  const { code = '', message = '', timeRemainingMs } = error as Failed;
  const known = Object.hasOwn(sentences, code) ? sentences[code] : undefined;
  if (known !== undefined && timeRemainingMs !== undefined) {
    return `${known} If its account stays away, it takes none in ${lasts(timeRemainingMs)}.`;
  }
  return known ?? (message === '' ? 'That failed.' : [...message].slice(0, lettersMax).join(''));
}
