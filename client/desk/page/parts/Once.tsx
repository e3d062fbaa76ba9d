// A secret that is shown this once: it is gone when the person says so, or goes elsewhere.

import { accountWords } from '../words/account.ts';
import { Copy } from './Acts.tsx';

const say = accountWords.once;

interface OnceProps {
  readonly label: string;
  readonly lines: readonly string[];
  readonly more?: string;
  readonly done: () => void;
}

export function Once({ label, lines, more, done }: OnceProps) {
  return (
    <div class="once" role="group" aria-label={label}>
      <p role="status">
        {more} {say.more}
      </p>
      {lines.length > 1 ? (
        <ol class="once-lines">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ol>
      ) : null}
      <Copy text={lines.join('\n')} label={label} isShown={lines.length === 1} />
      <button type="button" class="act act-main" onClick={done}>
        {say.done}
      </button>
    </div>
  );
}
