// One group: who is in it, what holds there, and what one may do about it.

import { useEffect } from 'preact/hooks';
import type { GroupState } from '../../../index.ts';
import { useDesk } from '../model/desk.ts';
import { Act, Outcome, SureAct } from '../parts/Acts.tsx';
import { useDeed } from '../parts/deed.ts';
import { Section, Sheet } from '../parts/Sheet.tsx';
import { goTo, hrefOf } from '../route.ts';
import { words } from '../words.ts';
import { GroupMembers } from './GroupMembers.tsx';
import { GroupSettings } from './GroupSettings.tsx';

const say = words.groups;

export function Group({ id }: { readonly id: string }) {
  const { groups } = useDesk();
  const group = groups.get(id);
  useEffect(() => {
    // What the server has is newer; without it, what is here is shown.
    void groups.look(id).catch(() => undefined);
  }, [id]);
  if (!group) return null;
  const isIn = group.standing === 'member';
  return (
    <Sheet title={group.title} back="groups">
      <p class="group-about">{group.description}</p>
      {group.announcementsOnly && <p>{say.announcements}</p>}
      <OneselfActs group={group} />
      {isIn && <GroupMembers group={group} />}
      {isIn && <GroupSettings group={group} />}
    </Sheet>
  );
}

function OneselfActs({ group }: { readonly group: GroupState }) {
  const { groups } = useDesk();
  const deed = useDeed();
  const { id, standing } = group;
  const out = (verb: 'decline' | 'withdraw' | 'leave') => async () => {
    await groups.oneself(verb, id);
    goTo('groups');
  };
  return (
    <Section title={say.standing[standing] || say.members(group.members.length)}>
      <div class="acts">
        {standing === 'member' && (
          <a class="act act-main" href={hrefOf('c', id)}>
            {say.open}
          </a>
        )}
        {standing === 'invited' && (
          <>
            <Act deed={deed} kind="main" work={() => groups.oneself('accept', id)}>
              {say.accept}
            </Act>
            <Act deed={deed} work={out('decline')}>
              {say.decline}
            </Act>
          </>
        )}
        {standing === 'requesting' && (
          <Act deed={deed} work={out('withdraw')}>
            {say.withdraw}
          </Act>
        )}
        {standing === 'member' && (
          <SureAct deed={deed} sure={say.leaveSure} work={out('leave')}>
            {say.leave}
          </SureAct>
        )}
        <Outcome deed={deed} />
      </div>
    </Section>
  );
}
