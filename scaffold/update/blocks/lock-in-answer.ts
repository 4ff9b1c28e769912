import { nearly } from '../../lock-in/nearly';
import { survey } from '../../lock-in/survey';
import { answer, rounded } from '../../lock-in/tables';

/** The first answer: what stays, what is added, what is written again. */
export default async function lockInAnswer(present: string): Promise<string> {
  return nearly(present, answer(await survey(), rounded));
}
