// The process itself, and what every home of the application does: the local run, and the process on servers like those of AWS.
import type { SQSRecord } from 'aws-lambda';
import sharp from 'sharp';
import { uploadMaxReceives } from '../../lambda/contract';
import { photo } from '../../lib/testing/images/photo';
import { type AwsStandIn, awsEnvironment, startAwsStandIn } from '../../lib/testing/stand-ins/aws-stand-in'; // part: ops
import { Issuer } from '../../local/cognito/issuer';
import { loadTriggerFunctions, type TriggerFunction } from '../../local/functions';
import { Command, startLocal, until } from '../support/local';
import { type LocalUser, userWith } from '../support/user';
import { type AwsServers, describeOnAws, startAwsServers } from './aws-servers';
import { type Deployment, endToEnd, jpeg } from './end-to-end';

jest.setTimeout(60_000);

/** Starts it like `npm run serve`. */
const serve = (environment: NodeJS.ProcessEnv, ...args: string[]) => Command.run('../serve/main.ts', args, environment);

/** Stops it like an orchestrator. @returns its exit code */
function terminate({ child, ended }: Command): Command['ended'] {
  child.kill('SIGTERM');
  return ended;
}

/** The lines of its log. */
const logOf = ({ stdout, stderr }: Command): Record<string, unknown>[] =>
  `${stdout}\n${stderr}`
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

const conditionOf = async (url: string, path = '/ready') => {
  const answer = await fetch(url + path);
  return [answer.status, await answer.json()];
};

describe('the local run', () => {
  let deployment: Deployment;
  let failing = false;
  beforeAll(async () => {
    const functions = (await loadTriggerFunctions()).map((given) => failsItsLastAttempt(given, () => failing));
    const { url, dataDir } = await startLocal({ functions });
    const issuer = await Issuer.open(dataDir);
    const tokenOf = (owner: string) => issuer.issue(owner);
    async function failedImage(owner: string): Promise<string> {
      const images = userWith(() => tokenOf(owner)).images(url);
      failing = true;
      try {
        const id = await images.upload(await jpeg(photo()), 'photo.jpg');
        await images.settled(id);
        return id;
      } finally {
        failing = false;
      }
    }
    deployment = { url, tokenOf, failedImage };
  });
  endToEnd(() => deployment);
});

/** A resizer that, while it fails, receives each upload for the last time and finds its resizer out of order. Others stay as they are. */
function failsItsLastAttempt({ row, handler }: TriggerFunction, isFailing: () => boolean): TriggerFunction {
  if (row.name !== 'resize-image') return { row, handler };
  return {
    row,
    async handler(event, services, host) {
      if (!isFailing()) return handler(event, services, host);
      const Records = event.Records.map((message: SQSRecord) => {
        const attributes = { ...message.attributes, ApproximateReceiveCount: `${uploadMaxReceives}` };
        return { ...message, attributes };
      });
      const resize = async () => {
        throw new Error('The resizer is out of order.');
      };
      await Promise.resolve(handler({ Records }, { ...services, resizer: { resize } }, host)).catch(() => undefined);
      return undefined;
    },
  };
}

describeOnAws('the process on DynamoDB Local', (commands) => {
  let servers: AwsServers;
  let alice: LocalUser;
  beforeAll(async () => {
    servers = await startAwsServers(commands, 1);
    alice = userWith(() => servers.tokenOf('alice'));
  }, 120_000);
  afterAll(() => servers?.close());

  /** Waits until a running process has removed every message of earlier tests. */
  const drained = () => until(async () => (({ waiting, hidden }) => waiting + hidden === 0)(await servers.counts()));

  describe('as one process', () => {
    let command: Command;
    let url: string;
    beforeAll(async () => {
      command = serve(servers.environment).untilEndOfFile();
      url = await command.ready();
    });
    // Not killed: a request for messages that is broken off would count as an attempt of the next test's message.
    afterAll(() => command && terminate(command));
    endToEnd(() => ({ ...servers, url }));

    it('is ready when its dependencies can be reached', async () => {
      await until(async () => (await fetch(`${url}/ready`)).ok);
      expect(await conditionOf(url)).toEqual([200, { ready: true, because: [] }]);
      expect(await conditionOf(url, '/live')).toEqual([200, { live: true }]);
    });

    it('logs like the functions, without names of owners, and writes the metrics of an image', async () => {
      const images = alice.images(url);
      const id = await images.upload(await largePhoto(), 'photo.jpg');
      const { processing } = await images.settled(id);
      expect(processing).toMatchObject({ memoryMb: expect.any(Number) });
      await until(() => logOf(command).some(({ ImagesReady }) => ImagesReady));

      const lines = logOf(command);
      expect(lines).toContainEqual(
        expect.objectContaining({
          service: 'create-image',
          message: 'request answered',
          status: 201,
          ownerHash: expect.any(String),
        }),
      );
      expect(lines).toContainEqual(expect.objectContaining({ service: 'resize-image', imageId: id, result: 'READY' }));
      expect(lines).toContainEqual(expect.objectContaining({ service: 'serve-test', ImagesReady: 1, _aws: expect.anything() }));
      expect(JSON.stringify(lines)).not.toContain('alice');
    });

    it('moves a message that always fails to the dead letters, after as many attempts as a function', async () => {
      await drained();
      const { dead } = await servers.counts();
      await servers.send('{"no": "event"');
      await until(async () => (await servers.counts()).dead === dead + 1);
      const failed = logOf(command).filter(({ message }) => message === 'resize-image failed');
      expect(failed).toHaveLength(5);
      await drained();
    });
  });

  it('is two processes with --api and --worker', async () => {
    const api = serve(servers.environment, '--api');
    const images = alice.images(await api.ready());
    const id = await images.upload(await largePhoto(), 'photo.jpg');
    expect((await images.get(id)).status).toBe('PENDING');

    const worker = serve({ ...servers.environment, SIGN_IN_ISSUER: '', SIGN_IN_CLIENT_IDS: '' }, '--worker');
    const url = await worker.ready();
    expect((await images.settled(id)).status).toBe('READY');
    expect((await fetch(`${url}/health`)).status).toBe(404);
    expect((await fetch(`${url}/live`)).status).toBe(200);
    expect(await terminate(api)).toBe(0);
    expect(logOf(api).at(-1)).toMatchObject({ message: 'stopped' });
  });

  it('finishes at SIGTERM what it has in hand, and leaves the rest to the next process', async () => {
    const first = serve({ ...servers.environment, WORKER_CONCURRENCY: '2' });
    const url = await first.ready();
    await drained();
    const images = alice.images(url);
    const file = await largePhoto();
    const ids = await Promise.all([1, 2, 3, 4, 5, 6].map((count) => images.upload(file, `${count}.jpg`)));
    expect(await terminate(first)).toBe(0);
    expect(logOf(first).at(-1)).toMatchObject({ message: 'stopped', returned: 0 });
    await expect(fetch(`${url}/health`)).rejects.toThrow();

    const second = alice.images(await serve(servers.environment).ready());
    for (const id of ids) expect(await second.settled(id)).toMatchObject({ status: 'READY', processing: { attempts: 1 } });
  });

  it('returns at the end of the grace time what it has not finished, so that another process begins with it at once', async () => {
    const first = serve({ ...servers.environment, WORKER_CONCURRENCY: '1', GRACE_SECONDS: '0' });
    const images = alice.images(await first.ready());
    await drained();
    const id = await images.upload(await largePhoto(), 'photo.jpg');
    await until(async () => (await servers.counts()).hidden > 0);
    expect(await terminate(first)).toBe(0);
    expect(await servers.counts()).toMatchObject({ waiting: 1, hidden: 0 });

    const second = alice.images(await serve(servers.environment).ready());
    expect(await second.settled(id)).toMatchObject({ status: 'READY', processing: { attempts: 2 } });
  });

  it('loses no upload when it is killed', async () => {
    const first = serve(servers.environment);
    const images = alice.images(await first.ready());
    await drained();
    const id = await images.upload(await largePhoto(), 'photo.jpg');
    await until(async () => (await servers.counts()).hidden > 0);
    await first.kill();

    const second = alice.images(await serve(servers.environment).ready());
    expect(await second.settled(id)).toMatchObject({ status: 'READY', processing: { attempts: 2 } });
  });

  it('ends at once at the second signal', async () => {
    // Its request for messages takes 20 s.
    const command = serve({ ...servers.environment, WORKER_WAIT_SECONDS: '20' }, '--worker');
    await command.ready();
    command.child.kill('SIGTERM');
    await until(() => logOf(command).some(({ message }) => message === 'stopping'));
    command.child.kill('SIGTERM');
    expect(await command.ended).toBe(1);
  });

  it('is not ready while a dependency cannot be reached, and lives', async () => {
    const command = serve({ ...servers.environment, AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9' }, '--api');
    const url = await command.ready();
    expect(await conditionOf(url)).toEqual([503, { ready: false, because: ['starting', 'table'] }]);
    expect((await fetch(`${url}/live`)).status).toBe(200);
  });
});

// part: ops
describe('with --stack', () => {
  let aws: AwsStandIn;
  beforeEach(async () => {
    aws = await startAwsStandIn();
  });
  afterEach(() => aws.close());

  it('takes the resources from the outputs of the stack', async () => {
    const queue = aws.queue('uploads');
    aws.stacks.set('App-test', {
      TableName: 'Images',
      OriginalsBucketName: 'originals',
      RenditionsBucketName: 'renditions',
      UploadQueueUrl: queue.url,
      EventBusName: 'bus',
      SignInIssuer: 'https://issuer.example.com',
      NativeClientId: 'native',
    });
    queue.send('no event');
    const command = Command.run('../serve/main.ts', ['--stack', 'App-test'], awsEnvironment(aws));
    await command.ready();
    await until(() => logOf(command).some(({ message }) => message === 'resize-image failed'));
    expect(logOf(command)).toContainEqual(expect.objectContaining({ message: 'started', api: true, queues: ['uploads'] }));
  });

  it('explains that there is no such stack', async () => {
    const command = Command.run('../serve/main.ts', ['--worker', '--stack', 'App-none'], awsEnvironment(aws));
    expect(await command.ended).toBe(1);
    expect(command.errors).toMatch(/^The stack "App-none" does not exist in eu-central-1/);
  });
});

it('names every variable that is missing or invalid, and how to set it', async () => {
  const command = serve({ AWS_REGION: 'eu-central-1', SIGN_IN_ISSUER: '', TABLE_NAME: 'Images', WORKER_CONCURRENCY: 'many' });
  expect(await command.ended).toBe(1);
  expect(command.errors.split('\n')).toHaveLength(1);
  for (const key of ['ORIGINALS_BUCKET', 'RENDITIONS_BUCKET', 'UPLOADS_QUEUE_URL', 'SERVICE_NAME', 'SIGN_IN_ISSUER']) {
    expect(command.errors).toContain(`${key} is not set.`);
  }
  expect(command.errors).toContain('WORKER_CONCURRENCY is "many": use an integer from 1 to 100.');
  expect(command.errors).not.toContain('TABLE_NAME');
});

/** A photo of 12 megapixels, which takes a while to resize. */
const largePhoto = () =>
  jpeg(
    sharp({
      create: { width: 4000, height: 3000, channels: 3, background: 'gray', noise: { type: 'gaussian', mean: 128, sigma: 40 } },
    })
      .jpeg()
      .toBuffer(),
  );
