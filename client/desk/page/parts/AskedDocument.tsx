// A document that is asked for, and where it can be read.

import { accountWords } from '../words/account.ts';

const say = accountWords.consents;

interface AskedDocumentProps {
  readonly of: {
    readonly document: string;
    readonly version: string;
    readonly url?: string;
    readonly required?: boolean;
  };
}

export function AskedDocument({ of }: AskedDocumentProps) {
  const { document, version, url, required = false } = of;
  const isLink = url !== undefined && /^https?:/.test(url);
  return (
    <span>
      {say.asked(document, version, required)}{' '}
      {isLink && (
        <a href={url} target="_blank" rel="noopener noreferrer">
          {say.read}
        </a>
      )}
    </span>
  );
}
