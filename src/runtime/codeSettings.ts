// What an operator says of verification codes: files, as gateways and texts are more than a line.

import { z } from 'zod/v4';

const file = z.string().min(1).optional();

export const codeSettings = {
  ALDIS_CODES_PROVIDER_FILE: file.describe(
    'JSON file that says how an SMS gateway is asked over HTTP for texts and voice calls with ' +
      'verification codes, see docs/operations.md. Unset: codes are shown on the console in ' +
      'development, and refused in production.',
  ),
  ALDIS_CODES_SECRET_FILE: file.describe(
    'File of one line, the secret of that gateway, which its templates name as `{secret}`.',
  ),
  ALDIS_CODES_TEXTS_FILE: file.describe(
    'JSON file of texts by language that come before our own: ' +
      '`{"de": {"sms": "… {code} …", "voice": "… {spokenCode} …"}}`.',
  ),
} as const;
