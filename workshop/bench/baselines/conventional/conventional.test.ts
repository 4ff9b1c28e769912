// The conventional adapters of the benchmark do the same work as those of the application.
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoImageRepository } from '../../../../lambda/adapters/aws/dynamo-image-repository';
import { DynamoPendingImages } from '../../../../lambda/adapters/aws/dynamo-pending-images';
import { renditionKey, uploadKey } from '../../../../lambda/core/keys';
import { formSignature, urlSignature } from '../../../../lib/testing/sigv4';
import { largestSize } from '../../../../lib/testing/sizes';
import { at, failed, faulted, pending, ready, upload } from '../../../../test/contracts/image-repository';
import { onDatabases } from '../../../../test/support/on-databases';
import { ClientSignedUrls } from './client-signed-urls';
import { DocumentImageRepository } from './document-image-repository';

onDatabases('records of the document client', ({ client, table }) => {
  let ours: DynamoImageRepository;
  let conventional: DocumentImageRepository;
  beforeAll(() => {
    ours = new DynamoImageRepository(client(), table);
    conventional = new DocumentImageRepository(DynamoDBDocumentClient.from(client()), table);
  });

  it('are read by the application, also as pending ones', async () => {
    const image = { ...pending('alice'), name: 'Ünï 😀.png' };
    await conventional.add(image);
    await conventional.add(image);

    expect(await ours.find('alice', image.id)).toEqual(image);
    const found = await new DynamoPendingImages(client(), table).list(at, 100);
    expect(found).toContainEqual({ owner: 'alice', id: image.id, since: image.updatedAt });
  });

  it('are found, listed and counted like those of the application', async () => {
    const made = [pending('bob'), pending('bob'), pending('bob')];
    for (const image of made) await ours.add(image);
    await ours.settle(made[1] ?? pending('bob'), upload('1'), ready, at);

    for (const { id } of [...made, pending('bob')]) expect(await conventional.find('bob', id)).toEqual(await ours.find('bob', id));
    for (const page of [{ limit: 2 }, { limit: 3 }, { limit: 2, before: made[1]?.id }]) {
      expect(await conventional.list('bob', page)).toEqual(await ours.list('bob', page));
    }
    expect(await conventional.count('bob')).toBe(3);
  });

  it('are restarted if they failed and are retryable, and are removed', async () => {
    const image = pending('carol');
    await ours.add(image);
    expect(await conventional.restart(image, 1, at)).toBe(false);
    await ours.settle(image, upload('1'), faulted, at);
    expect(await conventional.restart(image, 2, at)).toBe(false);
    expect(await conventional.restart(image, 1, at)).toBe(true);
    expect(await ours.find('carol', image.id)).toMatchObject({ status: 'PENDING', attempt: 2, upload: upload('1') });
    await ours.settle(image, upload('2'), failed, at);
    expect(await conventional.restart(image, 2, at)).toBe(false);

    expect(await conventional.remove(image)).toBe(true);
    expect(await conventional.remove(image)).toBe(false);
    expect(await ours.find('carol', image.id)).toBeUndefined();
  });
});

describe('signatures of the S3 client', () => {
  const credentials = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'se/cr+et', sessionToken: 'IQoJ//b3+JpZ2lu==' };
  const client = new S3Client({ region: 'eu-central-1', credentials });
  const urls = new ClientSignedUrls({ client, originals: 'the-originals', renditions: 'the-renditions' });

  it('are the ones that S3 expects for a form', async () => {
    const key = uploadKey('alice', 'id');
    const { url, fields, maxBytes } = await urls.uploadForm({ key, contentType: 'image/png', maxBytes: 5000 });

    expect([new URL(url).hostname, maxBytes]).toEqual(['the-originals.s3.eu-central-1.amazonaws.com', 5000]);
    const { Policy, 'X-Amz-Credential': credential, 'X-Amz-Signature': signature } = fields;
    expect(signature).toBe(formSignature(`${Policy}`, `${credential}`, credentials.secretAccessKey));
    const { conditions } = JSON.parse(Buffer.from(`${Policy}`, 'base64').toString());
    expect(conditions).toEqual(
      expect.arrayContaining([{ key }, { 'Content-Type': 'image/png' }, ['content-length-range', 1, 5000]]),
    );
  });

  it('are the ones that S3 expects for a URL', async () => {
    const address = await urls.readUrl(renditionKey({ owner: 'alice', id: 'id', version: 'v', size: largestSize }));
    const url = new URL(address);

    expect(url.hostname).toBe('the-renditions.s3.eu-central-1.amazonaws.com');
    expect(url.searchParams.get('X-Amz-Expires')).toBe('3600');
    expect(url.searchParams.get('X-Amz-Signature')).toBe(urlSignature(address, credentials.secretAccessKey).signature);
  });
});
