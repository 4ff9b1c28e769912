import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../run-command';
import { currentDocument } from './current';

/** `npm run openapi`: writes the document that the schemas say. */
runCommand(async () => {
  await writeFile(join(__dirname, '../../docs/openapi.json'), await currentDocument());
  return 0;
});
