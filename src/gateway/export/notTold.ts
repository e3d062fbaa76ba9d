// What is held of an account and is not in its archive, each with the reason. A test compares this
// list and the archive with all that the stores, Redis and the jobs hold.

import { withheldFields } from '#actors';

/** What, and why; `what` as docs/security.md has it. */
export const notTold: readonly { readonly what: string; readonly why: string }[] = [
  ...withheldFields(),
  {
    what: 'one-time pre-keys',
    why: 'random public keys, each given to somebody and forgotten; how many are left is told',
  },
  {
    what: 'places in queues',
    why: 'names, times and places of what waits, which is told itself',
  },
  {
    what: 'wakes',
    why: 'that a device is to be called, for as long as that takes; how it is called is told',
  },
  {
    what: 'counters of limits',
    why: 'under keyed hashes that name nobody; they are full again by themselves',
  },
  {
    what: 'reports',
    why: 'how many have reported it, under a pseudonym; who did nobody can read',
  },
  {
    what: 'uploads under way',
    why: 'under a keyed hash that names nobody, for a day; what is in them nobody here can read',
  },
  {
    what: 'the audit log',
    why: 'what operators did, under a hash whose key ends with the account: kept to judge them by',
  },
  {
    what: 'blobs',
    why: 'whose an uploaded blob is nobody here knows; pictures of profiles are told',
  },
  {
    what: 'groups and calls',
    why: 'they know their members by names of their own, which tell the server no account',
  },
  {
    what: 'look-ups',
    why: 'by which documents are found: keyed hashes and ids, which the document tells itself',
  },
];
