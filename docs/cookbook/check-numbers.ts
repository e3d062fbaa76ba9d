// Says something only to somebody whose safety number was compared: the digits that the other
// side shows are given, spaces or not. Without them, or with others, nothing is sent.
// Run: node check-numbers.ts me.aldis ACCOUNT "digits" words …
import { AldisClient, ClientError } from 'aldis-client';

const [profile = 'me.aldis', to = '', digits = '', ...words] = process.argv.slice(2);
const me = AldisClient.open(profile);
try {
  await me.connect();
  const number = await me.safetyNumber(to);
  if (digits === '') {
    console.log(`compare ${number.digits}`);
  } else {
    me.verify(to, digits.replaceAll(' ', '')); // throws when they are not the same
    await me.send(to, words.join(' '));
    console.log('the numbers agree; sent');
  }
} catch (error) {
  if (!(error instanceof ClientError)) throw error;
  console.error(error.code);
  process.exitCode = 1;
} finally {
  await me.close();
}
