import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import type { ExternalServer } from '../describe-with';
import { credentials, region } from '../stand-ins/clients';
import { type StartedProcess, startProcess } from '../stand-ins/server-process';

/** A simulation of AWS. It responds almost like S3, but accepts every signature. The variable contains the path of `moto_server`. */
export const moto: ExternalServer = { name: "moto's server", variable: 'MOTO_SERVER' };

/** An S3 gateway in Go that checks signatures and the policies of forms. The variable contains the path of `versitygw`. */
export const versitygw: ExternalServer = { name: 'versitygw', variable: 'VERSITYGW' };

/** Names of the two buckets. */
export const buckets = { originals: 'originals-of-a-test', renditions: 'renditions-of-a-test' };

export interface S3Server {
  readonly endpoint: string;
  readonly client: S3Client;
  restart: StartedProcess['restart']; // part: platforms
  close(): Promise<void>;
}

export async function startMoto(command: string): Promise<S3Server> {
  return withBuckets(await startProcess(command, (port) => ['-H', '127.0.0.1', '-p', String(port)]));
}

/** @param options of the command, such as those for events */
export async function startVersitygw(command: string, options: readonly string[] = []): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'app-test-'));
  const [root, versions] = [join(folder, 'root'), join(folder, 'versions')];
  await Promise.all([mkdir(root), mkdir(versions)]);
  const { accessKeyId, secretAccessKey } = credentials;
  const account = ['--access', accessKeyId, '--secret', secretAccessKey, '--region', region, '--quiet'];
  const server = await startProcess(command, (port) => [
    ...account,
    ...options,
    ...['--port', `127.0.0.1:${port}`, 'posix', '--versioning-dir', versions, root],
  ]);
  return withBuckets({
    ...server,
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  });
}

async function withBuckets(server: StartedProcess): Promise<S3Server> {
  const client = new S3Client({ endpoint: server.endpoint, region, credentials });
  for (const Bucket of Object.values(buckets)) await client.send(new CreateBucketCommand({ Bucket }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await client.send(new PutBucketVersioningCommand({ Bucket: buckets.originals, VersioningConfiguration }));
  return {
    endpoint: server.endpoint,
    client,
    restart: server.restart, // part: platforms
    async close() {
      client.destroy();
      await server.close();
    },
  };
}
