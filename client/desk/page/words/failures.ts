// What went wrong, in sentences, by the codes of docs/errors.md and docs/daemon.md.

const lettersMax = 300;

/** The sentences by code. */
export const sentences: Readonly<Record<string, string>> = {
  'account.deleted': 'That account is no more.',
  'account.suspended': 'The operator of the server has suspended this account.',
  'account.not_found': 'There is no such account.',
  'account.unreadable': 'That is nobody’s id: paste it whole.',
  'argon2.missing': 'Locking takes a newer Node.js on this machine.',
  'auth.forbidden': 'Only the first device of the account may do this.',
  'blob.too_large': 'That picture is too large.',
  'call.no_relays': 'Your calls go by relays alone (Settings, Privacy), and this server has none.',
  'client.closed': 'The process of this desk is ending.',
  'contact.blocked': 'You have blocked this person.',
  'contact.too_long': 'That is too long for a name or a note.',
  'content.invalid': 'That cannot be sent.',
  'daemon.busy': 'Too much is under way. Try again in a moment.',
  'daemon.ended': 'The process of this desk has ended. Try again in a moment.',
  'desk.cut': 'The desk is not connected. Try again in a moment.',
  'desk.late': 'That takes too long. Look again whether it was done.',
  'device.capability_missing': 'This version of Aldis is too old for that account.',
  'device.name': 'That is no name for a device: up to 50 letters.',
  'devices.primary': 'The first device stays as long as the account does.',
  'devices.too_many': 'The account has as many devices as it may have.',
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
  'outbox.waits': 'The server is away. It waits here and leaves by itself.',
  'passphrase.length': 'A passphrase has 8 to 1,024 letters.',
  'profile.exists': 'There is a profile of that name already.',
  'profile.in_use': 'Another program works with that profile just now.',
  'profile.not_locked': 'The profile is not locked.',
  'rate.limited': 'That was too often. Wait a moment.',
  'registration.invitation': 'That invitation is not good, or was used already.',
  'relation.self': 'That is your own account.',
  'server.busy': 'The server has too much to do. Try again in a moment.',
  'server.timeout': 'The server takes too long. Try again.',
  'server.unreachable': 'The server cannot be reached. Try again later.',
  'server.untrusted': 'That is not the server it should be; nothing was sent.',
  'text.empty': 'Write something first.',
  'text.too_long': 'That is too long.',
  'who.ambiguous': 'Several people are called so. Say more of the name.',
  'who.unknown': 'Nobody here is called so. Paste their id instead.',
};

/** A sentence for whatever was thrown. */
export function failureWords(error: unknown): string {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  const known = Object.hasOwn(sentences, code) ? sentences[code] : undefined;
  return known ?? (message === '' ? 'That failed.' : [...message].slice(0, lettersMax).join(''));
}
