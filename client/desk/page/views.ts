// The views of the page, in the order of the bar. To add one: a component in views/NAME.tsx that
// takes `ViewProps` (what stands behind its own word in the address: `#/groups/ID` → `rest` is
// ['ID']), its words in words.ts, its style in style/NAME.css (named in style/desk.css), and a line
// here. Most are two columns: parts/Columns.tsx, which knows phones. What it shows comes from a
// model (model/NAME.ts: signals, made in model/desk.ts, reached by `useDesk()`), which alone calls
// `rpc`; listen to events there by `rpc.on('event.NAME', …)` after naming them in model/desk.ts.
// Colours and sizes come from style/tokens.css alone.

import type { ComponentType } from 'preact';
import type { IconName } from './parts/Icon.tsx';
import type { ViewProps } from './route.ts';
import { Conversations } from './views/Conversations.tsx';
import { Devices } from './views/Devices.tsx';
import { Groups } from './views/Groups.tsx';
import { OwnProfile } from './views/OwnProfile.tsx';
import { People } from './views/People.tsx';
import { Search } from './views/Search.tsx';
import { Settings } from './views/Settings.tsx';
import { words } from './words.ts';

export interface View {
  /** The first word of the address. */
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  /** The key that goes there together with Alt. */
  readonly key: string;
  readonly component: ComponentType<ViewProps>;
}

export const views: readonly View[] = [
  { path: 'c', title: words.chats, icon: 'chats', key: '1', component: Conversations },
  { path: 'people', title: words.people.title, icon: 'people', key: '2', component: People },
  { path: 'groups', title: words.groups.title, icon: 'groups', key: '3', component: Groups },
  { path: 'search', title: words.own.search.title, icon: 'search', key: '4', component: Search },
  {
    path: 'devices',
    title: words.own.devices.title,
    icon: 'devices',
    key: '5',
    component: Devices,
  },
  { path: 'you', title: words.own.profile.title, icon: 'smile', key: '6', component: OwnProfile },
  {
    path: 'settings',
    title: words.own.settings.title,
    icon: 'settings',
    key: '7',
    component: Settings,
  },
];
