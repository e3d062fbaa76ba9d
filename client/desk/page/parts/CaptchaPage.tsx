// Where a captcha is solved: the server's word, opened in a tab that knows nothing of this one.

import { accountWords } from '../words/account.ts';

/** What it gives is no longer. */
export const captchaLengthMax = 8_192;

/** Nothing where that is no address of the web. */
export function CaptchaPage({ page }: { readonly page: string | undefined }) {
  if (page === undefined || !/^https?:/.test(page)) return null;
  return (
    <p>
      <a href={page} target="_blank" rel="noopener noreferrer">
        {accountWords.captcha.page}
      </a>{' '}
      <span>{page}</span>
    </p>
  );
}
