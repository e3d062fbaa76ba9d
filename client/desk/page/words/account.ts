// What the views of the account say.

import { lasts } from './lasts.ts';
import type { RecoveryFactor, SecurityKind } from '#protocol';

const plural = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

const listed = new Intl.ListFormat('en', { style: 'long', type: 'conjunction' });

const factors: Readonly<Record<string, string>> = {
  number: 'the phone number',
  key: 'the recovery key',
  device: 'the word of another device',
  'backup-code': 'a backup code',
} satisfies Readonly<Record<RecoveryFactor, string>>;

const scopes: Readonly<Record<string, string>> = {
  device: 'may do everything',
  read: 'may read',
  send: 'may send',
};

const ways: Readonly<Record<string, string>> = {
  fcm: 'Google (FCM)',
  apns: 'Apple (APNs)',
  webpush: 'a browser (Web Push)',
  unifiedpush: 'a distributor (UnifiedPush)',
};

const happenings = {
  'session-began': 'A program logged in and was given tokens.',
  'refresh-reused':
    'A token was shown twice, so its session was ended: somebody may have copied it.',
  'totp-changed': 'One-time codes were turned on or off, or backup codes were made anew.',
  'backup-code-used': 'A backup code was used.',
  'code-refused': 'Somebody had the password or the number, but no right one-time code.',
  'codes-held': 'Too many wrong one-time codes: none of the app is taken for a while.',
  'login-changed': 'The name or the password of the account was changed.',
  'credential-renewed': 'A device logged in by name and password, and has another credential.',
  'login-failed': 'Somebody tried to log in with a wrong password.',
  'locked-out': 'Somebody tried to register your number and was stopped by its lock.',
  'lock-changed': 'The registration lock was set or taken away.',
  'number-changed': 'The account has another phone number.',
  'number-lost': 'Another account has proved your phone number: this one has it no more.',
  'recovery-key-changed': 'The recovery key was made anew, or taken away.',
  'recovery-began': 'Somebody began to recover the account.',
  'recovery-ended': 'The recovery of the account was carried out or stopped.',
  'device-linked': 'A device was linked.',
  'data-exported': 'All that is held of the account was exported.',
} as const satisfies Readonly<Record<SecurityKind, string>>;

export const accountWords = {
  title: 'Account',
  proof: {
    title: 'Is it you?',
    more:
      'This takes a one-time code of your authenticator app, or a backup code. For four ' +
      'minutes nothing asks again.',
    code: 'One-time code or backup code',
    go: 'Go on',
    cancel: 'Cancel',
  },
  captcha: {
    title: 'Captcha',
    needed: 'The server asks for a captcha before it goes on.',
    meanwhile: 'What you write waits here, and goes by itself once that is solved.',
    page: 'Solve the captcha',
    given: 'What the page of the captcha showed',
    go: 'Go on',
  },
  once: {
    more: 'Write it down and keep it safe. It is not shown again.',
    done: 'I have written it down',
  },
  onlyFirst: 'This is changed on the first device of the account.',
  gone:
    'Your account was deleted, and its profile is gone from this machine. You may close this ' +
    'page.',
  username: {
    title: 'User name',
    more:
      'Whoever knows it whole, or has its link, finds you without your phone number. The ' +
      'server knows a hash of it alone.',
    none: 'You have no user name, or none that this device knows.',
    now: 'Your user name',
    link: 'Link to you',
    qr: 'QR code of your link',
    anew: 'Make another link',
    anewSure: 'Let the old link lead nowhere',
    nickname: 'Nickname',
    nicknameMore:
      '3 to 32 letters, digits and _, not beginning with a digit. Digits that make it ' +
      'yours are added.',
    reserve: 'See what is free',
    reserved: (name: string) => `${name} is free, and held for you for five minutes.`,
    confirm: (name: string) => `Be ${name}`,
    take: 'Take a user name',
    change: 'Take another one',
    giveUp: 'Give it up',
    giveUpSure: 'Be found by it no more',
  },
  password: {
    title: 'Name and password',
    more:
      'With these you get in again on this device when its credential was lost. The password ' +
      'never leaves this machine.',
    none: 'Nobody logs in by a password.',
    now: (name: string) => `You log in as ${name}.`,
    since: (day: string) => `Set: ${day}`,
    name: 'Name to log in by',
    password: 'New password',
    passwordMore: 'At least 8 letters.',
    again: 'The same once more',
    different: 'Those were two different ones.',
    set: 'Set name and password',
    change: 'Change name and password',
    setting: 'Computing, which takes a moment …',
    saved: 'Set.',
    remove: 'Take both away',
    removeSure: 'Log in by no password any more',
  },
  codes: {
    title: 'One-time codes',
    more:
      'Codes of an authenticator app, without which nobody logs in or changes what is ' +
      'sensitive, even with your password.',
    on: 'One-time codes are on.',
    off: 'One-time codes are off.',
    left: (count: number) => `${plural(count, 'backup code is', 'backup codes are')} left.`,
    begin: 'Turn them on',
    scan: 'Scan this with the app, or type the secret there.',
    qr: 'QR code for the app',
    secret: 'Secret for the app',
    code: 'Code that the app shows',
    confirm: 'Turn them on with this code',
    cancel: 'Cancel',
    backup: 'Backup codes',
    backupMore: 'Each is good once, in place of a code of the app.',
    anew: 'Make ten other backup codes',
    anewSure: 'Make the former ones void',
    end: 'Turn them off',
    endSure: 'Turn one-time codes off',
  },
  sessions: {
    title: 'Sessions',
    more:
      'Programs that have logged in and hold tokens of your account. Devices have a ' +
      'credential of their own, and are under Devices.',
    none: 'No program holds tokens of the account.',
    of: (device: number, isThis: boolean) =>
      isThis ? `Device ${device}, this one` : `Device ${device}`,
    scope: (words: readonly string[]) => listed.format(words.map((one) => scopes[one] ?? one)),
    began: (day: string) => `Began: ${day}`,
    used: (day: string) => `Last used: ${day}`,
    end: 'End',
    endSure: 'End this session',
    endAll: 'End all sessions',
    endAllSure: 'End every one of them',
    ofWhat: (what: string, name: string) => `${what}: ${name}`,
  },
  number: {
    title: 'Phone number',
    more:
      'Another phone number leaves everything else as it is, on all devices. Whoever has it ' +
      'until now has none any more.',
    none: 'This account has no phone number.',
    now: (number: string) => `Phone number: ${number}`,
    number: 'New phone number',
    numberMore: 'With the code of its country: +44 20 7946 0123. A code is sent there.',
    captchaMore:
      'Before a code is sent, the server asks for a captcha. What its page shows goes here.',
    wrong: 'That is no phone number. It begins with + and the code of its country.',
    same: 'The account has this number already.',
    ask: 'Send the code',
    sent: (number: string) => `A code was sent to ${number}. It is good for ten minutes.`,
    proved: (number: string) => `${number} is proved to be yours.`,
    code: 'The code that was sent',
    pin: 'PIN',
    pinOwn: 'It locks the new number as well: 4 to 64 letters or digits.',
    pinOther: 'The PIN that locks the number.',
    totp: 'One-time code of who has the number',
    change: 'Change the number',
    goOn: 'Go on',
    changing: 'Making keys for all devices …',
    back: 'Begin anew',
    done: 'The number is yours. The other devices of the account hear of it.',
  },
  lock: {
    title: 'Registration lock',
    more:
      'Whoever registers your phone number anew has to know this PIN, for as long as you ' +
      'were here within a week.',
    noNumber: 'This account has no phone number to lock.',
    number: (number: string) => `Phone number: ${number}`,
    on: 'The number is locked.',
    off: 'The number is not locked.',
    pin: 'New PIN',
    pinMore: '4 to 64 letters or digits. It never leaves this machine.',
    again: 'The same once more',
    different: 'Those were two different ones.',
    set: 'Lock with this PIN',
    change: 'Change the PIN',
    saved: 'Locked.',
    remove: 'Take the lock away',
    removeSure: 'Unlock the number',
  },
  recovery: {
    title: 'Recovery',
    more:
      'When all devices are lost, two of these give the account back after a wait: your ' +
      'phone number, a backup code, the word of another device, the recovery key.',
    pending: 'Somebody recovers your account',
    by: (words: readonly string[]) =>
      `They have shown ${listed.format(words.map((one) => factors[one] ?? one))}.`,
    left: (ms: number) =>
      ms > 0 ? `In ${lasts(ms)} it is theirs.` : 'It may be theirs at any moment.',
    ask: 'If it is not you, stop it.',
    stop: 'Stop it',
    look: 'Look at it',
    nobody: 'Nobody recovers the account.',
    key: 'Recovery key',
    hasKey: 'There is a recovery key.',
    noKey: 'There is no recovery key.',
    make: 'Make a recovery key',
    makeAnew: 'Make another key',
    makeAnewSure: 'Make the former one void',
    remove: 'Make it void',
    removeSure: 'Recover by no key any more',
    word: 'Word for a recovery',
    wordMore:
      'If it is you who recovers the account elsewhere, this device can give its word for ' +
      'it. It is good once, for ten minutes.',
    approve: 'Give the word',
    approval: 'Word of this device',
  },
  events: {
    title: 'Security',
    more:
      'What touched the security of your account, the newest first. The server keeps the ' +
      'last 32.',
    none: 'Nothing has touched the security of the account.',
    kind: (kind: string): string =>
      Object.hasOwn(happenings, kind) ? happenings[kind as SecurityKind] : kind,
    device: (number: number) => `Device ${number}`,
  },
  push: {
    title: 'Waking',
    more:
      'How this device is told that something waits while it is not connected. Whoever wakes ' +
      'it learns nothing else.',
    none: 'Nothing wakes this device: it comes by itself.',
    now: (kind: string) => `This device is woken by ${ways[kind] ?? kind}.`,
    kinds: (kinds: readonly string[]) =>
      kinds.length === 0
        ? 'The server has no way to wake devices.'
        : `Ways of the server: ${listed.format(kinds.map((one) => ways[one] ?? one))}.`,
    remove: 'Remove it',
    removeSure: 'Be woken no more',
  },
  consents: {
    title: 'Agreements',
    more:
      'What whoever runs the server asks you to agree to, and what you have said. Nothing is ' +
      'agreed to but by you.',
    none: 'Nothing is asked for.',
    asked: (document: string, version: string, isRequired: boolean) =>
      `${document}, version ${version}${isRequired ? ' (required)' : ''}`,
    read: 'Read it',
    give: 'I agree',
    given: (document: string, version: string, day: string) =>
      `${document}, version ${version}: agreed ${day}`,
    over: (document: string, version: string, from: string, until: string) =>
      `${document}, version ${version}: agreed ${from}, until ${until}`,
    withdraw: 'Withdraw',
    withdrawSure: 'Agree no more',
    withdrawMore: 'Where it is required, nothing is sent or received until you agree again.',
    needed: 'The server asks you to agree first.',
    meanwhile: 'Nothing is sent or received until you do; what is for you waits.',
  },
  data: {
    title: 'Your data',
    more:
      'All that the server holds of your account, as one archive that it signs. What was said is ' +
      'not in it: that is on your devices alone.',
    make: 'Make the archive',
    making: 'Collecting, which may take a while …',
    made: (files: number, bytes: number) =>
      `${plural(files, 'file', 'files')}, ${Math.ceil(bytes / 1024)} KiB; its signature is right.`,
    file: 'Archive on this machine',
  },
  delete: {
    title: 'Delete the account',
    more:
      'The account goes for good, on all of its devices, and this profile with all that was ' +
      'said. Nobody can bring it back.',
    name: (profile: string) => `The name of this profile (${profile}), to go on`,
    wrong: 'That is not the name of this profile. Nothing was done.',
    go: 'Delete the account for good',
  },
} as const;
