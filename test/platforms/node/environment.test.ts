import { homeEnvironment } from '../../../platforms/node/environment';

const required = {
  DATABASE_URL: 'postgres://localhost/images',
  STORE_URL: 'http://localhost:7070/',
  STORE_REGION: 'us-east-1',
  STORE_ACCESS_KEY_ID: 'images',
  STORE_SECRET_ACCESS_KEY: 'images-secret',
  ORIGINALS_BUCKET: 'originals',
  RENDITIONS_BUCKET: 'renditions',
  SIGN_IN_ISSUER: 'https://issuer.example',
  SIGN_IN_CLIENT_IDS: 'page',
};

it('has a default for everything that is not required', () => {
  expect(homeEnvironment(required)).toMatchObject({
    storePublicUrl: 'http://localhost:7070',
    webOrigins: [],
    eventsUrl: undefined,
    port: 8080,
    graceSeconds: 25,
  });
});

it('reads the origins of pages, as browsers write them', () => {
  const { webOrigins } = homeEnvironment({ ...required, WEB_ORIGINS: 'https://photos.example.com,http://localhost:3000' });
  expect(webOrigins).toEqual(['https://photos.example.com', 'http://localhost:3000']);
});

it.each([
  ['WEB_ORIGINS', 'https://photos.example.com/', 'WEB_ORIGINS has "https://photos.example.com/". Use origins'],
  ['WEB_ORIGINS', 'https://photos.example.com/app', 'such as https://photos.example.com.'],
  ['WEB_ORIGINS', 'https://a.example, https://b.example', 'WEB_ORIGINS has " https://b.example". Use origins'],
  ['WEB_ORIGINS', '*', 'separated by commas, such as https://photos.example.com.'],
  ['PORT', '80a', 'PORT is "80a". Use an integer from 0 to 65535.'],
  ['WORKER_CONCURRENCY', '0', 'WORKER_CONCURRENCY is "0". Use an integer from 1 to 100.'],
])('rejects %s=%s', (name, value, message) => {
  expect(() => homeEnvironment({ ...required, [name]: value })).toThrow(message);
});
