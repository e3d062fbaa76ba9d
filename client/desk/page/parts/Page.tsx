// A view that is one column.

import type { ComponentChildren } from 'preact';

interface PageProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

export function Page({ title, children }: PageProps) {
  return (
    <main class="page">
      <header class="column-head">
        <h1>{title}</h1>
      </header>
      <div class="sheet-body">{children}</div>
    </main>
  );
}
