// Who is in a group, invited, asking or banned, and what an administrator does about each.

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { GroupState } from '../../../index.ts';
import { useDesk } from '../model/desk.ts';
import { Act, Form, Outcome, SureAct } from '../parts/Acts.tsx';
import type { Deed } from '../parts/deed.ts';
import { useDeed } from '../parts/deed.ts';
import { Picker } from '../parts/Picker.tsx';
import { Portrait } from '../parts/Portrait.tsx';
import { Section } from '../parts/Sheet.tsx';
import { words } from '../words.ts';

const say = words.groups;

export function GroupMembers({ group }: { readonly group: GroupState }) {
  const { groups } = useDesk();
  const deed = useDeed();
  const { id, members, invited, requesting, banned } = group;
  const isAdmin = useIsAdmin(group);
  const onMember = (verb: 'remove' | 'ban' | 'unban' | 'approve', who: string) => () =>
    groups.withMember(verb, id, who);
  return (
    <>
      <Section title={say.membersTitle}>
        <ul class="members">
          {members.map(({ account, role }) => (
            <Row key={account} account={account} mark={role === 'ADMINISTRATOR' ? say.admin : ''}>
              {isAdmin && <MemberActs deed={deed} group={group} who={account} role={role} />}
            </Row>
          ))}
        </ul>
        <Outcome deed={deed} />
      </Section>
      <Some title={say.requesting} all={requesting}>
        {(who, name) =>
          isAdmin && (
            <>
              <Act deed={deed} label={say.of(say.approve, name)} work={onMember('approve', who)}>
                {say.approve}
              </Act>
              <Act deed={deed} label={say.of(say.refuse, name)} work={onMember('remove', who)}>
                {say.refuse}
              </Act>
            </>
          )
        }
      </Some>
      <Some title={say.invited} all={invited.map(({ account }) => account)}>
        {(who, name) =>
          isAdmin && (
            <Act deed={deed} label={say.of(say.takeBack, name)} work={onMember('remove', who)}>
              {say.takeBack}
            </Act>
          )
        }
      </Some>
      <Some title={say.banned} all={banned}>
        {(who, name) =>
          isAdmin && (
            <Act deed={deed} label={say.of(say.unban, name)} work={onMember('unban', who)}>
              {say.unban}
            </Act>
          )
        }
      </Some>
      {(isAdmin || group.access.members === 'MEMBER') && <AddMembers group={group} />}
    </>
  );
}

/** Whether this account is an administrator of it. */
export function useIsAdmin({ members }: GroupState): boolean {
  const self = useDesk().session.account.value;
  return members.some(({ account, role }) => account === self && role === 'ADMINISTRATOR');
}

interface MemberProps {
  readonly deed: Deed;
  readonly group: GroupState;
  readonly who: string;
  readonly role: string;
}

function MemberActs({ deed, group: { id }, who, role }: MemberProps) {
  const { groups, names, session } = useDesk();
  if (who === session.account.value) return null;
  const isAdmin = role === 'ADMINISTRATOR';
  const [turn, name] = [isAdmin ? say.makeMember : say.makeAdmin, names.of(who)];
  return (
    <>
      <Act
        deed={deed}
        label={say.of(turn, name)}
        work={() => groups.role(id, who, isAdmin ? 'member' : 'admin')}
      >
        {turn}
      </Act>
      <SureAct
        deed={deed}
        label={say.of(say.remove, name)}
        sure={say.removeSure}
        work={() => groups.withMember('remove', id, who)}
      >
        {say.remove}
      </SureAct>
      <SureAct
        deed={deed}
        label={say.of(say.ban, name)}
        sure={say.banSure}
        work={() => groups.withMember('ban', id, who)}
      >
        {say.ban}
      </SureAct>
    </>
  );
}

interface SomeProps {
  readonly title: string;
  readonly all: readonly string[];
  readonly children: (who: string, name: string) => ComponentChildren;
}

function Some({ title, all, children }: SomeProps) {
  const { names } = useDesk();
  if (all.length === 0) return null;
  return (
    <Section title={title}>
      <ul class="members">
        {all.map((who) => (
          <Row key={who} account={who} mark="">
            {children(who, names.of(who))}
          </Row>
        ))}
      </ul>
    </Section>
  );
}

interface RowProps {
  readonly account: string;
  readonly mark: string;
  readonly children: ComponentChildren;
}

function Row({ account, mark, children }: RowProps) {
  const { names, session } = useDesk();
  const name = names.of(account);
  return (
    <li class="member">
      <Portrait of={account} name={name} size="s" />
      <span class="member-name">{account === session.account.value ? say.you : name}</span>
      <span class="member-mark">{mark}</span>
      <span class="member-acts">{children}</span>
    </li>
  );
}

function AddMembers({ group }: { readonly group: GroupState }) {
  const { groups, people } = useDesk();
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const deed = useDeed();
  useEffect(people.refresh, []);
  const { id, members, invited } = group;
  const without = [...members, ...invited].map(({ account }) => account);
  const add = async () => {
    await groups.withMember('add', id, [...chosen.value]);
    chosen.value = new Set();
  };
  return (
    <Form deed={deed} work={add} label={say.add} submit={say.addThem}>
      <Picker label={say.add} chosen={chosen} without={without} />
    </Form>
  );
}
