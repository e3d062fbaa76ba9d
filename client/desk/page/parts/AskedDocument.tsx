// A document that is asked for, where it can be read, and what agrees to it.

import { useDesk } from '../model/desk.ts';
import { accountWords } from '../words/account.ts';

import { Act } from './Acts.tsx';
import type { Deed } from './deed.ts';

const say = accountWords.consents;

interface AskedDocumentProps {
  readonly of: {
    readonly document: string;
    readonly version: string;
    readonly url?: string;
    readonly required?: boolean;
  };
  readonly deed: Deed;
}

export function AskedDocument({ of, deed }: AskedDocumentProps) {
  const { consents } = useDesk();
  const { document, version, url, required = false } = of;
  const isLink = url !== undefined && /^https?:/.test(url);
  return (
    <>
      <span>
        {say.asked(document, version, required)}{' '}
        {isLink && (
          <a href={url} target="_blank" rel="noopener noreferrer">
            {say.read}
          </a>
        )}
      </span>
      <Act
        deed={deed}
        kind="main"
        label={`${say.give}: ${document}`}
        work={() => consents.give(document)}
      >
        {say.give}
      </Act>
    </>
  );
}
