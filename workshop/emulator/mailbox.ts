import { account } from './cdk';
import type { Emulator } from './ministack';

interface Mail {
  readonly To: readonly string[];
  readonly BodyHtml: string;
}

/** What Cognito wrote last to an address; the emulator keeps it. @throws Error when nothing came */
export async function lastMailTo({ endpoint }: Emulator, address: string): Promise<string> {
  const { messages } = (await (await fetch(`${endpoint}/_ministack/ses/messages`)).json()) as { messages: Record<string, Mail[]> };
  const mail = messages[account]?.findLast(({ To }) => To.includes(address));
  if (!mail) throw new Error(`Nothing was sent to ${address}, but ${JSON.stringify(messages)}.`);
  return mail.BodyHtml;
}
