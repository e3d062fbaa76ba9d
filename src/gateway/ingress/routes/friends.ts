// Friendship: what lets two accounts fetch each other's keys through the facade. One asks, the
// other asks back, and they are friends.

import type { AuthenticatedDevice } from '#actors';
import { changeRelation, ended, requested } from '#actors';
import type { AccountId } from '#protocol';
import { accountAddress, ok, presenceTopic, refuse, topicAddress } from '#protocol';
import type { Relation } from '#ports';
import { isSameRelation } from '#ports';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { accountId } from '../schemas.ts';

type Tools = Uses<'router' | 'relations' | 'accounts' | 'permits'>;

/** Friends and requests that one answer lists. */
const friendsListMax = 1000;

const shared = { auth: 'device', style: 'problem' } as const;
const friendship = z.enum(['requested', 'accepted']);

const list = defineRoute({
  ...shared,
  verb: 'GET',
  path: '/v1/friends',
  summary: 'Lists friends and friend requests',
  limits: [{ bucket: 'account', by: 'account' }],
  answers: {
    200: z.object({
      friends: z.array(
        z.object({ account: z.uuid(), friendship, requestedBy: z.uuid().optional() }),
      ),
    }),
  },
  async handle({ caller }, { relations }: Uses<'relations'>) {
    const rows = await relations.list(caller.account, friendsListMax);
    const friends = rows
      .filter((row) => row.relation.friendship !== 'none')
      .map(({ with: account, relation }) => ({
        account,
        friendship: relation.friendship,
        ...(relation.friendship === 'requested' && relation.requestedBy
          ? { requestedBy: relation.requestedBy }
          : {}),
      }));
    return answer(200, { friends });
  },
});

const params = z.strictObject({ aci: accountId });

const befriend = defineRoute({
  ...shared,
  verb: 'PUT',
  path: '/v1/friends/:aci',
  summary: 'Asks for friendship, or accepts it when the other had asked',
  limits: [{ bucket: 'friend', by: 'account' }],
  params,
  answers: { 200: z.object({ friendship }) },
  async handle({ caller, params: { aci } }, tools: Tools) {
    if (aci === caller.account) return refuse('relation.self');
    const { account } = caller;
    const ask = (relation: Relation) => requested(relation, account);
    const now = await tools.relations.load(account, aci);
    if (isSameRelation(now, ask(now))) return answer(200, { friendship: now.friendship });
    const exists = await tools.router.ask(accountAddress(aci), { type: 'describe' });
    if (!exists.ok) return exists;
    const change = await changed(tools, caller, aci, ask);
    if (!change.ok) return change;
    if (change.value.isGone) return refuse('account.not_found');
    const { before, after } = change.value;
    const isAccepted = after.friendship === 'accepted';
    if (before.friendship !== after.friendship) tell(tools, aci, account, isAccepted);
    return answer(200, { friendship: after.friendship });
  },
});

/** A device that is removed has changed it before that is answered, or does not. */
function changed(
  { permits, relations, accounts }: Tools,
  caller: AuthenticatedDevice,
  other: AccountId,
  decide: (before: Relation) => Relation,
) {
  return permits.under(caller, async () =>
    ok(await changeRelation({ relations, accounts }, [caller.account, other], decide)),
  );
}

/** Tells the other's open sockets, without waiting; whoever has none sees it in the list. */
function tell({ router }: Tools, whom: AccountId, by: AccountId, accepted: boolean): void {
  const kind = accepted ? 'friend.accepted' : 'friend.requested';
  void router.ask(accountAddress(whom), {
    type: 'notify',
    notice: { kind, account: by },
  });
}

const end = defineRoute({
  ...shared,
  verb: 'DELETE',
  path: '/v1/friends/:aci',
  summary: 'Ends a friendship, or takes a request back or turns it down',
  limits: [{ bucket: 'friend', by: 'account' }],
  params,
  answers: { 204: null },
  async handle({ caller, params: { aci } }, tools: Tools) {
    const change = await changed(tools, caller, aci, ended);
    if (!change.ok) return change;
    const { before } = change.value;
    if (before.friendship === 'none') return refuse('relation.not_found');
    if (before.friendship === 'accepted') await silence(tools, caller.account, aci);
    return answer(204);
  },
});

/** Neither hears the other any more; where nobody could be asked, that ends within a minute. */
async function silence({ router }: Tools, one: AccountId, other: AccountId) {
  const exclude = (owner: AccountId, account: AccountId) =>
    router.ask(topicAddress(presenceTopic(owner)), { type: 'exclude', account });
  await Promise.all([exclude(one, other), exclude(other, one)]);
}

export const friendRoutes = [list, befriend, end] as const;
