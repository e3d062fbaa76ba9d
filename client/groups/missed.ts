// What a new member has missed: it was said after they had come in, by this device, which had not
// heard of them yet. They are sent it alone.

import { decodeContent } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import { memberNamed } from './changing.ts';
import { learnProfileKeys } from './profileKeys.ts';
import type { SealedGroup } from './sealedGroup.ts';
import type { GroupSecrets } from './secrets.ts';

/** How many of the messages said last in a group are sent to those who missed them. */
const missedMax = 100;

/** Puts it into the outbox, inside the caller's transaction. True where there was any. */
export function sendMissed(
  context: ClientContext,
  secrets: GroupSecrets,
  group: SealedGroup,
): boolean {
  const { store, clock, account: self } = context;
  const said = store.groupOutbox.taken(secrets.id, missedMax);
  const last = Math.max(0, ...said.map(({ at }) => at));
  const newcomers = store.groupPast.newcomers(secrets.id, last).flatMap(({ name, at }) => {
    const account = memberNamed(group, name) && secrets.knownAs(name);
    return account && account !== self ? [{ account, cameAt: at }] : [];
  });
  let isAny = false;
  for (const { account, cameAt } of newcomers) {
    for (const { timestamp, content, recipients, at } of said) {
      if (at < cameAt || recipients.includes(account) || isQuiet(content)) continue;
      learnProfileKeys(context, secrets, group, [account]);
      store.outbox.add({ account, kind: 'group', content, timestamp }, clock.now());
      store.groupOutbox.sentAlso(secrets.id, timestamp, account);
      isAny = true;
    }
  }
  return isAny;
}

const ofThen: readonly string[] = ['groupChanged', 'call'];

/** It was taken back, says only what a new member has read, or rang at the others. */
const isQuiet = (content: Uint8Array): boolean =>
  content.length === 0 || ofThen.includes(decodeContent(content).type);
