// The whole application as `npx cdk deploy` makes it, on an emulator that runs its functions and holds them to their policies.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import sharp from 'sharp';
import { uuidv7 } from 'uuidv7';
import { ImageClient } from '../../client/image-client';
import { DynamoImageRepository } from '../../lambda/adapters/aws/dynamo-image-repository';
import { uploadKey } from '../../lambda/core/keys';
import { photo } from '../images/photo';
import { scheduledEvent } from '../runtime/events';
import { dynamoAt } from '../servers/clients';
import { describeWith } from '../servers/describe-with';
import { credentials, region } from '../servers/s3-servers';
import { Buckets } from './buckets';
import { type Emulator, ministack, startMinistack } from './ministack';
import { Published } from './published';
import { ask, sendForm } from './requests';
import { signIn, type Tokens } from './sign-in';
import { Stage } from './stage';

jest.setTimeout(240_000);

describeWith(ministack, 'a stage on MiniStack', (command) => {
  let emulator: Emulator;
  let stage: Stage;
  let published: Published;
  let buckets: Buckets;
  let images: DynamoImageRepository;
  let ada: Tokens;
  let client: ImageClient;
  const ownFetch = globalThis.fetch;

  beforeAll(async () => {
    emulator = await startMinistack(command);
    stage = await Stage.deploy(emulator);
    published = await Published.on(stage.outputs.EventBusName, emulator.endpoint);
    buckets = new Buckets(stage.outputs, emulator.endpoint);
    const table = stage.resource('AWS::DynamoDB::Table', 'StorageImages');
    images = new DynamoImageRepository(dynamoAt(emulator.endpoint), table);
    ada = await signIn(stage.fetch, stage.outputs, 'ada@example.com');
    client = new ImageClient(stage.outputs.ApiUrl, ada.AccessToken);
    globalThis.fetch = stage.fetch;
  });
  afterAll(async () => {
    globalThis.fetch = ownFetch;
    published?.close();
    buckets?.close();
    await emulator?.close();
  });

  const at = (path: string) => stage.outputs.ApiUrl + path;
  const create = (token: string) => ask(at('/images'), token, { method: 'POST', body: '{"contentType":"image/jpeg"}' });

  async function upload(): Promise<string> {
    const bytes = await photo({ width: 1000, height: 600, orientation: 6 });
    return client.upload(new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), 'photo.jpg');
  }

  /** What the sweep counts. */
  async function sweep(): Promise<unknown> {
    const lambda = new LambdaClient({ endpoint: emulator.endpoint, region, credentials });
    const FunctionName = stage.resource('AWS::Lambda::Function', 'Servicesweepuploads');
    const Payload = JSON.stringify(scheduledEvent());
    const answer = await lambda.send(new InvokeCommand({ FunctionName, Qualifier: 'live', Payload }));
    lambda.destroy();
    return JSON.parse(Buffer.from(answer.Payload ?? []).toString());
  }

  it('is deployed whole, and once more without a change', async () => {
    const { resources, template } = stage;
    // The CDK's note of itself stands for nothing on AWS either, and the emulator does not list it.
    const { CDKMetadata: _, ...expected } = template.Resources;

    expect(resources.map(({ LogicalResourceId }) => LogicalResourceId).sort()).toEqual(Object.keys(expected).sort());
    expect(new Set(resources.map(({ ResourceStatus }) => ResourceStatus))).toEqual(new Set(['CREATE_COMPLETE']));
    expect(await stage.cdk.deploy()).toContain('(no changes)');
  });

  it('makes three sizes of an upload, and tells of it', async () => {
    const id = await upload();

    const { status, sizes = {} } = await client.settled(id, 60_000);
    expect(status).toBe('READY');
    const read = await Promise.all(
      Object.entries(sizes).map(async ([size, { url }]) => {
        const answer = await fetch(url);
        const { format, width, height } = await sharp(await answer.arrayBuffer()).metadata();
        return [size, format, width, height];
      }),
    );
    expect(read).toEqual([
      ['thumbnail', 'webp', 200, 120],
      ['medium', 'webp', 800, 480],
      ['full', 'webp', 1000, 600],
    ]);
    const list = await ask(at('/images'), ada.AccessToken);
    expect(list.body.items).toContainEqual(expect.objectContaining({ id, status: 'READY' }));
    await published.until('ImageReady', id);
  });

  it('opens no route to who has no access token of its users', async () => {
    const [header, claims] = ada.AccessToken.split('.');
    const refused = [undefined, 'no-token', `${header}.${claims}.AA`, ada.IdToken];

    const answers = await Promise.all(refused.map((token) => ask(at('/images'), token)));

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  });

  it('shows an image to its owner and to nobody else', async () => {
    const { id } = (await create(ada.AccessToken)).body;
    const bob = (await signIn(stage.fetch, stage.outputs, 'bob@example.com')).AccessToken;

    expect((await ask(at(`/images/${id}`), ada.AccessToken)).status).toBe(200);
    expect((await ask(at(`/images/${id}`), bob)).status).toBe(404);
    expect((await ask(at('/images'), bob)).body.items).toEqual([]);
  });

  it('has forms that take what they were made for and nothing else', async () => {
    const file = await photo({ width: 20, height: 20 });
    const { id, upload: form } = (await create(ada.AccessToken)).body;

    const refused = [
      await sendForm(form, file, { key: `${form.fields.key}-other` }),
      await sendForm(form, file, { 'Content-Type': 'image/png' }),
      await sendForm(form, file, { 'x-amz-signature': '0'.repeat(64) }),
      await sendForm(form, Buffer.alloc(form.maxBytes + 1)),
      await sendForm(form, Buffer.alloc(0)),
    ];

    expect(refused).toEqual([403, 403, 403, 400, 400]);
    expect(await buckets.versions(id)).toBe(0);
    expect(await sendForm(form, file)).toBe(204);
  });

  it('removes the files of a removed image, and tells of it', async () => {
    const id = await upload();
    await client.settled(id, 60_000);
    expect(await buckets.versions(id)).toBe(4);

    expect((await ask(at(`/images/${id}`), ada.AccessToken, { method: 'DELETE' })).status).toBe(204);

    await published.until('ImageDeleted', id);
    expect(await buckets.versions(id)).toBe(0);
  });

  it('finds an upload whose event was lost', async () => {
    const { sub: owner } = JSON.parse(Buffer.from(ada.AccessToken.split('.')[1] ?? '', 'base64url').toString());
    const id = uuidv7();
    await buckets.storeUntold(uploadKey(owner, id), await photo());
    const createdAt = new Date(Date.now() - 30 * 60_000).toISOString();
    await images.add({ owner, id, status: 'PENDING', contentType: 'image/jpeg', createdAt, updatedAt: createdAt, attempt: 1 });

    expect(await sweep()).toMatchObject({ requeued: 1, faults: 0 });

    expect(await client.settled(id, 60_000)).toMatchObject({ status: 'READY' });
  });

  it('does nothing that a role does not allow', async () => {
    const policies = stage.rolePolicies('create-image');
    const [name = ''] = await policies.names();
    const document = await policies.get(name);

    await policies.remove(name);
    const without = await create(ada.AccessToken);
    await policies.put(name, document);

    expect([without.status, (await create(ada.AccessToken)).status]).toEqual([500, 201]);
  });

  it('goes away with everything in it', async () => {
    expect(await buckets.count()).toBe(2);

    await stage.cdk.destroy();

    expect(await buckets.count()).toBe(0);
  });
});
