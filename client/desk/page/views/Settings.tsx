// Settings: pages beside a list of them. To add one: a component in views/settings, its words, and
// a line here.

import type { ComponentType } from 'preact';
import { Columns } from '../parts/Columns.tsx';
import { Icon } from '../parts/Icon.tsx';
import type { IconName } from '../parts/Icon.tsx';
import { moveByArrows } from '../parts/ConversationList.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { hrefOf } from '../route.ts';
import type { ViewProps } from '../route.ts';
import { words } from '../words.ts';
import { AgreedTo } from './settings/AgreedTo.tsx';
import { DeleteAccount } from './settings/DeleteAccount.tsx';
import { General } from './settings/General.tsx';
import { LoginSessions } from './settings/LoginSessions.tsx';
import { OneTimeCodes } from './settings/OneTimeCodes.tsx';
import { OwnData } from './settings/OwnData.tsx';
import { Password } from './settings/Password.tsx';
import { PhoneNumber } from './settings/PhoneNumber.tsx';
import { Recovery } from './settings/Recovery.tsx';
import { RegistrationLock } from './settings/RegistrationLock.tsx';
import { SecurityEvents } from './settings/SecurityEvents.tsx';
import { Username } from './settings/Username.tsx';
import { Waking } from './settings/Waking.tsx';

const say = words.own.settings;
const own = words.account;

interface SettingsPage {
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  readonly component: ComponentType;
}

const general: SettingsPage = {
  ...{ path: 'general', title: say.general, icon: 'settings', component: General },
};

const ofAccount: readonly SettingsPage[] = [
  { path: 'username', title: own.username.title, icon: 'people', component: Username },
  { path: 'number', title: own.number.title, icon: 'call', component: PhoneNumber },
  { path: 'password', title: own.password.title, icon: 'key', component: Password },
  { path: 'codes', title: own.codes.title, icon: 'clock', component: OneTimeCodes },
  { path: 'sessions', title: own.sessions.title, icon: 'devices', component: LoginSessions },
  { path: 'pin', title: own.lock.title, icon: 'lock', component: RegistrationLock },
  { path: 'recovery', title: own.recovery.title, icon: 'buoy', component: Recovery },
  { path: 'events', title: own.events.title, icon: 'warn', component: SecurityEvents },
  { path: 'push', title: own.push.title, icon: 'bell', component: Waking },
  { path: 'agreements', title: own.consents.title, icon: 'check', component: AgreedTo },
  { path: 'data', title: own.data.title, icon: 'copy', component: OwnData },
  { path: 'delete', title: own.delete.title, icon: 'trash', component: DeleteAccount },
];

export function Settings({ rest: [chosen] }: ViewProps) {
  const page = [general, ...ofAccount].find(({ path }) => path === chosen);
  return (
    <Columns
      title={say.title}
      list={<PageList chosen={page?.path} />}
      detail={page && sheetOf(page)}
      first={sheetOf(general)}
    />
  );
}

const sheetOf = ({ path, title, component: Shown }: SettingsPage) => (
  <Sheet key={path} title={title} back="settings">
    <Shown />
  </Sheet>
);

function PageList({ chosen }: { readonly chosen: string | undefined }) {
  return (
    <nav class="list" aria-label={say.list} onKeyDown={moveByArrows}>
      <PageLine of={general} isChosen={chosen === general.path} />
      <h3 class="list-title">{own.title}</h3>
      {ofAccount.map((one) => (
        <PageLine key={one.path} of={one} isChosen={chosen === one.path} />
      ))}
    </nav>
  );
}

interface PageLineProps {
  readonly of: SettingsPage;
  readonly isChosen: boolean;
}

function PageLine({ of: { path, title, icon }, isChosen }: PageLineProps) {
  return (
    <a
      class="line line-short"
      href={hrefOf('settings', path)}
      aria-current={isChosen ? 'page' : undefined}
    >
      <Icon name={icon} />
      <span class="line-name">{title}</span>
    </a>
  );
}
