// The frame of the page: the bar of views, the view, and how the connection stands.

import { useEffect } from 'preact/hooks';
import { useDesk } from '../model/desk.ts';
import { goTo, hrefOf, route } from '../route.ts';
import { views } from '../views.ts';
import type { View } from '../views.ts';
import { FirstRun } from '../views/FirstRun.tsx';
import { words } from '../words.ts';
import { accountWords } from '../words/account.ts';
import { CallBar } from './CallBar.tsx';
import { CallRing } from './CallRing.tsx';
import { CaptchaBar } from './CaptchaBar.tsx';
import { ConsentBar } from './ConsentBar.tsx';
import { Icon } from './Icon.tsx';
import { Notes } from './Notes.tsx';
import { ProofDialog } from './ProofDialog.tsx';
import { RecoveryBar } from './RecoveryBar.tsx';
import { Standing } from './Standing.tsx';
import { Switcher } from './Switcher.tsx';

export function Shell() {
  const { rpc, account, conversations, proof, session, switching } = useDesk();
  const [path = 'c', ...rest] = route.value;
  const view = views.find((one) => one.path === path) ?? views[0];
  const unread = conversations.unread.value;
  useEffect(() => {
    const name = session.profile.value;
    const title = name === '' ? words.aldis : `${name} · ${words.aldis}`;
    document.title = unread > 0 ? `(${unread}) ${title}` : title;
  }, [unread, session.profile.value]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 'k') {
        event.preventDefault();
        switching.value = true;
      }
      const chosen = event.altKey && views.find((one) => one.key === event.key);
      if (!chosen) return;
      event.preventDefault();
      goTo(chosen.path);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  if (account.isGone.value) return <Ended text={accountWords.gone} hasLamp={false} />;
  if (rpc.state.value === 'refused') return <Ended text={words.wire.refused} />;
  if (rpc.profile.value === null) return <FirstRun />;
  if (!view) return null;
  const { component: Shown } = view;
  return (
    <div class="shell" data-deep={rest.length > 0}>
      <Bar current={view} />
      <div class="stage">
        <Standing />
        <ConsentBar />
        <CaptchaBar />
        <RecoveryBar />
        <CallBar />
        <Shown rest={rest} />
      </div>
      <CallRing />
      {switching.value && (
        <Switcher
          close={() => {
            switching.value = false;
          }}
        />
      )}
      {proof.isAsked.value && <ProofDialog />}
      <Notes />
    </div>
  );
}

function Bar({ current }: { readonly current: View }) {
  const unread = useDesk().conversations.unread.value;
  return (
    <nav class="bar" aria-label={words.views}>
      <img class="bar-lamp" src="/lamp.svg" alt="" width="32" height="32" />
      {views.map((one) => (
        <a
          key={one.path}
          class="bar-link"
          href={hrefOf(one.path)}
          title={`${one.title} (Alt ${one.key})`}
          aria-label={
            one.path === 'c' && unread > 0 ? `${one.title}, ${words.unread(unread)}` : one.title
          }
          aria-current={one === current ? 'page' : undefined}
        >
          <Icon name={one.icon} />
          {one.path === 'c' && unread > 0 && (
            <span class="bar-count" aria-hidden="true">
              {unread > 99 ? '99+' : unread}
            </span>
          )}
        </a>
      ))}
    </nav>
  );
}

interface EndedProps {
  readonly text: string;
  /** Whoever serves it is there. */
  readonly hasLamp?: boolean;
}

/** Nothing goes on from here. */
function Ended({ text, hasLamp = true }: EndedProps) {
  return (
    <main class="refused">
      {hasLamp && <img src="/lamp.svg" alt="" width="64" height="64" />}
      <h1>{words.aldis}</h1>
      <p role="alert">{text}</p>
    </main>
  );
}
