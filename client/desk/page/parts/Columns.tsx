// A list, and beside it what was chosen there; on a phone one of both.

import type { ComponentChildren } from 'preact';
import { words } from '../words.ts';

interface ColumnsProps {
  readonly title: string;
  /** Beside the title. */
  readonly actions?: ComponentChildren;
  readonly list: ComponentChildren;
  /** Nothing was chosen: then `empty` stands there, where there is room. */
  readonly detail?: ComponentChildren;
  readonly empty?: ComponentChildren;
  /** Stands there then in place of `empty`. */
  readonly first?: ComponentChildren;
}

export function Columns({ title, actions, list, detail, empty, first }: ColumnsProps) {
  return (
    <main class="columns" data-detail={detail !== undefined}>
      <h1 class="unseen">{words.aldis}</h1>
      <section class="column-list" aria-label={title}>
        <header class="column-head">
          <h2>{title}</h2>
          {actions}
        </header>
        {list}
      </section>
      <div class="column-detail">{detail ?? first ?? <div class="column-empty">{empty}</div>}</div>
    </main>
  );
}
