// The whole application, deployed by `npx cdk deploy` to an emulator that runs its functions and enforces their policies.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import sharp from 'sharp';
import { uuidv7 } from 'uuidv7';
import { ImageClient } from '../../client/image-client';
import { DynamoImageRepository } from '../../lambda/adapters/aws/dynamo-image-repository';
import { signInScopes } from '../../lambda/contract';
import { uploadKey } from '../../lambda/core/keys';
import { defaultImageSettings } from '../../lambda/core/settings';
import { describeWith } from '../../lib/testing/describe-with';
import { photo } from '../../lib/testing/images/photo';
import { scheduledEvent } from '../../lib/testing/lambda-runtime/events';
import { sidesOf } from '../../lib/testing/sizes';
import { credentials, dynamoAt, region } from '../../lib/testing/stand-ins/clients';
import { summaryOf } from '../../ops/spike/answers'; // part: estimate
import { listImages, sendAtOnce } from '../../ops/spike/send'; // part: estimate
import { claimsIn } from '../../test/support/tokens';
import { unknownTypes } from './assembly-concessions';
import { Buckets } from './buckets';
import { deployStage } from './deploy-stage';
import { type Emulator, ministack, startMinistack } from './ministack';
import { Published } from './published';
import { ask, sendForm } from './requests';
import type { Stage } from './stage';
import { User } from './user';

jest.setTimeout(240_000);

describeWith(ministack, 'a stage on MiniStack', (command) => {
  let emulator: Emulator;
  let stage: Stage;
  let published: Published;
  let buckets: Buckets;
  let images: DynamoImageRepository;
  let ada: User;
  /** Ada's access token, from a sign-in in the terminal. */
  let token: string;
  let client: ImageClient;
  const ownFetch = globalThis.fetch;

  beforeAll(async () => {
    emulator = await startMinistack(command);
    stage = await deployStage(emulator);
    published = await Published.on(stage.outputs.EventBusName, emulator.endpoint);
    buckets = new Buckets(stage.outputs, emulator.endpoint);
    const table = stage.resource('AWS::DynamoDB::Table', 'StorageImages');
    images = new DynamoImageRepository(dynamoAt(emulator.endpoint), table);
    globalThis.fetch = stage.fetch;
    ada = await User.invite(emulator, stage.outputs, 'ada@example.com');
    token = await ada.signInByTerminal();
    client = new ImageClient(stage.outputs.ApiUrl, { token });
  });
  afterAll(async () => {
    globalThis.fetch = ownFetch;
    published?.close();
    buckets?.close();
    await emulator?.close();
  });

  const at = (path: string) => stage.outputs.ApiUrl + path;
  const create = (by: string) => ask(at('/images'), by, { method: 'POST', body: '{"contentType":"image/jpeg"}' });

  async function upload(): Promise<string> {
    const bytes = await photo({ width: 1000, height: 600, orientation: 6 });
    return client.upload(new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), 'photo.jpg');
  }

  /** Runs the sweep. @returns its counts */
  async function sweep(): Promise<unknown> {
    const lambda = new LambdaClient({ endpoint: emulator.endpoint, region, credentials });
    const FunctionName = stage.resource('AWS::Lambda::Function', 'Servicesweepuploads');
    const Payload = JSON.stringify(scheduledEvent());
    const answer = await lambda.send(new InvokeCommand({ FunctionName, Qualifier: 'live', Payload }));
    lambda.destroy();
    return JSON.parse(Buffer.from(answer.Payload ?? []).toString());
  }

  it('deploys every resource, and changes nothing in a second deployment', async () => {
    const { resources, template } = stage;
    // The emulator does not list the CDK's metadata, which is not a resource on AWS either.
    const expected = Object.entries(template.Resources).filter(
      ([, { Type }]) => !['AWS::CDK::Metadata', ...unknownTypes].includes(Type),
    );

    expect(resources.map(({ LogicalResourceId }) => LogicalResourceId).sort()).toEqual(expected.map(([id]) => id).sort());
    expect(new Set(resources.map(({ ResourceStatus }) => ResourceStatus))).toEqual(new Set(['CREATE_COMPLETE']));
    expect(await stage.cdk.deploy()).toContain('(no changes)');
  });

  it('creates every size of an upload, and publishes an event', async () => {
    const id = await upload();

    const { status, sizes = {} } = await client.settled(id, 60_000);
    expect(status).toBe('READY');
    const read = await Promise.all(
      Object.entries(sizes).map(async ([size, { url }]) => {
        const answer = await fetch(url);
        const { format, width, height } = await sharp(await answer.arrayBuffer()).metadata();
        expect(format).toBe('webp');
        return [size, { width, height }];
      }),
    );
    expect(Object.fromEntries(read)).toEqual(sidesOf(1000, 600));
    const list = await ask(at('/images'), token);
    expect(list.body.items).toContainEqual(expect.objectContaining({ id, status: 'READY' }));
    await published.until('ImageReady', id);
  });

  // part: estimate
  it('answers the requests of a spike', async () => {
    const sent = await sendAtOnce({ url: stage.outputs.ApiUrl, token, fetch: stage.fetch }, listImages, 20);
    expect(summaryOf(sent)).toMatchObject({ count: 20, answered: 20, answers: { '200 by application': 20 } });
  });

  it('sends an invitation with the URL of the sign-in', () => {
    expect(ada.invitation).toContain(`Sign in at <a href="${stage.outputs.PageUrl}">`);
  });

  it('requires an access token of a user on every route that is not public', async () => {
    const [header, claims] = token.split('.');
    const { id_token } = await ada.askFor(signInScopes);
    const { access_token: withoutScope } = await ada.askFor(['openid', 'email']);
    const refused = [undefined, 'no-token', `${header}.${claims}.AA`, id_token, withoutScope];

    const answers = await Promise.all(refused.map((each) => ask(at('/images'), each)));

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 403, 403]);
  });

  it('shows an image only to its owner', async () => {
    const { id } = (await create(token)).body;
    const bob = await (await User.invite(emulator, stage.outputs, 'bob@example.com')).signInByTerminal();

    expect((await ask(at(`/images/${id}`), token)).status).toBe(200);
    expect((await ask(at(`/images/${id}`), bob)).status).toBe(404);
    expect((await ask(at('/images'), bob)).body.items).toEqual([]);
  });

  it('has forms that only accept the file that they were issued for', async () => {
    const file = await photo({ width: 20, height: 20 });
    const { id, upload: form } = (await create(token)).body;

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

  it('removes the files of a deleted image, and publishes an event', async () => {
    const id = await upload();
    await client.settled(id, 60_000);
    expect(await buckets.versions(id)).toBe(4);

    expect((await ask(at(`/images/${id}`), token, { method: 'DELETE' })).status).toBe(204);

    await published.until('ImageDeleted', id);
    expect(await buckets.versions(id)).toBe(0);
  });

  it('recovers an upload whose event was lost', async () => {
    const { sub: owner } = claimsIn(token);
    const id = uuidv7();
    await buckets.storeWithoutEvent(uploadKey(owner, id), await photo());
    const createdAt = new Date(Date.now() - 30 * 60_000).toISOString();
    await images.add({ owner, id, status: 'PENDING', contentType: 'image/jpeg', createdAt, updatedAt: createdAt, attempt: 1 });

    expect(await sweep()).toMatchObject({ requeued: 1, faults: 0 });

    expect(await client.settled(id, 60_000)).toMatchObject({ status: 'READY' });
  });

  it('serves the page, and denies access to its bucket', async () => {
    const { PageUrl, SignInIssuer, PageClientId } = stage.outputs;
    const bucket = stage.resource('AWS::S3::Bucket', 'WebFiles');
    const page = await fetch(PageUrl);
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, file]) => file);

    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(await (await fetch(`${PageUrl}view/${uuidv7()}`)).text()).toBe(html);
    expect(await (await fetch(`${PageUrl}signed-in`)).text()).toBe(html);
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      const { status, headers } = await fetch(PageUrl + file);
      expect([file, status, headers.get('cache-control')]).toEqual([file, 200, 'public, max-age=31536000, immutable']);
    }
    expect((await fetch(`${PageUrl}other.js`)).status).toBe(403);
    expect((await fetch(`https://${bucket}.s3.${region}.amazonaws.com/index.html`)).status).toBe(403);
    expect(await (await fetch(`${PageUrl}config.json`)).json()).toEqual({
      api: '/api',
      issuer: SignInIssuer,
      clientId: PageClientId,
      scope: signInScopes.join(' '),
      maxBytes: defaultImageSettings.maxBytes,
    });
  });

  it("serves the API below the page's origin", async () => {
    const { PageUrl } = stage.outputs;
    const { accessToken, user } = await ada.signInAtPage();
    const page = new ImageClient(`${PageUrl}api`, { token: accessToken });
    const id = await page.upload(new Blob([new Uint8Array(await photo())], { type: 'image/jpeg' }), 'photo.jpg');

    expect(user).toMatchObject({ sub: claimsIn(token).sub, email: 'ada@example.com' });
    expect(await page.settled(id, 60_000)).toMatchObject({ status: 'READY' });
    expect(await client.get(id)).toMatchObject({ id, status: 'READY' });
    expect((await ask(`${PageUrl}api/images`)).status).toBe(401);
    expect((await ask(`${PageUrl}api/health`)).status).toBe(200);
  });

  it('denies functions what their roles do not allow', async () => {
    const policies = stage.rolePolicies('create-image');
    const [name = ''] = await policies.names();
    const document = await policies.get(name);

    await policies.remove(name);
    const without = await create(token);
    await policies.put(name, document);

    expect([without.status, (await create(token)).status]).toEqual([500, 201]);
  });

  it('is deleted with everything in it', async () => {
    const names = stage.buckets().map(({ name }) => name);
    expect(await buckets.existing(names)).toEqual(names);

    await stage.cdk.destroy();

    expect(await buckets.existing(names)).toEqual([]);
  });
});
