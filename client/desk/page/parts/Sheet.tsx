// What stands beside a list: a head with a way back, and sections below each other.

import type { ComponentChildren } from 'preact';
import { hrefOf } from '../route.ts';
import { words } from '../words.ts';
import { Icon } from './Icon.tsx';

interface SheetProps {
  readonly title: string;
  /** The word of the view, where the way back leads; absent where there is none. */
  readonly back?: string;
  readonly children: ComponentChildren;
}

export function Sheet({ title, back, children }: SheetProps) {
  return (
    <article class="sheet" aria-label={title}>
      <header class="talk-head">
        {back !== undefined && (
          <a class="back" href={hrefOf(back)} aria-label={words.back}>
            <Icon name="back" />
          </a>
        )}
        <h2>{title}</h2>
      </header>
      <div class="sheet-body">{children}</div>
    </article>
  );
}

interface SectionProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

export function Section({ title, children }: SectionProps) {
  return (
    <section class="section" aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}
