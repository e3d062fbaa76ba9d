// Who is asked for what the client can't do by itself, where a server wants it before it goes on.

import { limits } from '#protocol';

/** How a program answers challenges. */
export interface ChallengeAnswers {
  /**
   * Has a person solve a captcha, at `page` where the server's operator has named one; what it
   * gave, undefined where nobody solved it.
   */
  readonly captcha?: (page: string | undefined) => Promise<string | undefined>;
  /** Waits for what the server has pushed to this device; what it carried, undefined: none came. */
  readonly pushChallenge?: () => Promise<string | undefined>;
}

/** Where a server says that captchas are solved; undefined for what is no address of the web. */
export function captchaPageOf(said: unknown): string | undefined {
  if (typeof said !== 'string' || said.length > limits.captchaPageLengthMax) return undefined;
  if (!URL.canParse(said)) return undefined;
  const { protocol, href } = new URL(said);
  return /^https?:$/.test(protocol) ? href : undefined;
}

/** Tells a person what is wanted of them. */
export function captchaWanted(page: string | undefined): string {
  return page === undefined
    ? 'The server asks for a captcha before it goes on.'
    : `The server asks for a captcha before it goes on: solve it at ${page}`;
}
