import { account } from './cdk';
import type { Emulator } from './ministack';

interface Mail {
  readonly To: readonly string[];
  readonly BodyHtml: string;
}

/** The last e-mail of Cognito to an address. The emulator stores it. @throws Error when there is none */
export async function lastMailTo({ endpoint }: Emulator, address: string): Promise<string> {
  const { messages } = (await (await fetch(`${endpoint}/_ministack/ses/messages`)).json()) as { messages: Record<string, Mail[]> };
  const mail = messages[account]?.findLast(({ To }) => To.includes(address));
  if (!mail) throw new Error(`Nothing was sent to ${address}, but ${JSON.stringify(messages)}.`);
  return mail.BodyHtml;
}
