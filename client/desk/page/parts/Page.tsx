// A view that is one column.

import type { ComponentChildren } from 'preact';
import { words } from '../words.ts';

interface PageProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

export function Page({ title, children }: PageProps) {
  return (
    <main class="page">
      <h1 class="unseen">{words.aldis}</h1>
      <header class="column-head">
        <h2>{title}</h2>
      </header>
      <div class="sheet-body">{children}</div>
    </main>
  );
}
