import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExternalServer } from '../describe-with';
import { type ServerProcess, startProcess } from '../stand-ins/server-process';

/** DynamoDB Local by AWS. The variable contains the path of the folder with its jars and native libraries. */
export const dynamoDbLocal: ExternalServer = { name: 'DynamoDB Local', variable: 'DYNAMODB_LOCAL' };

const main = 'com.amazonaws.services.dynamodbv2.local.main.ServerRunner';

export function startDynamoDbLocal(folder: string): Promise<ServerProcess> {
  // Java ignores TMPDIR, and the server leaves a library in the temporary folder.
  const properties = [`-Djava.library.path=${folder}`, `-Djava.io.tmpdir=${tmpdir()}`];
  const java = [...properties, '-Xmx512m', '-cp', join(folder, '*'), main];
  return startProcess('java', (port) => [...java, '-inMemory', '-disableTelemetry', '-port', String(port)]);
}
