// The pages behind the login, and what leads in each of them to the others.

import { boardPath } from './board.ts';
import { consolePath } from './session.ts';

/** In the order in which they are shown. */
export const pages = [
  { path: '/', file: 'console.html', title: 'Cluster' },
  { path: '/accounts', file: 'accounts.html', title: 'Accounts' },
  { path: '/operators', file: 'operators.html', title: 'Operators' },
  { path: '/security', file: 'security.html', title: 'Security' },
  { path: '/push', file: 'push.html', title: 'Push' },
] as const;

/** Where a page wants the way to the others. */
const slot = '<!-- pages -->';
const leave = '<button type="submit">Sign out</button>';

/** A page with the way to the others, its own place marked. */
export function withWays(html: string, own: string): string {
  const links = pages.map(({ path, title }) => {
    const here = path === own ? ' aria-current="page"' : '';
    return `<a href="${consolePath}${path === '/' ? '' : path}"${here}>${title}</a>`;
  });
  const nav = [
    '<nav aria-label="Console">',
    ...links.map((link) => `  ${link}`),
    `  <a href="${boardPath}">Jobs</a>`,
    `  <form method="post" action="${consolePath}/logout">${leave}</form>`,
    '</nav>',
  ];
  return html.replace(slot, nav.join('\n      '));
}
