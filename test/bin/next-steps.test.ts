import { nextSteps } from '../../bin/next-steps';
import { stackPrefix } from '../../lambda/names';
import { chooseDeployment } from '../../lib/settings/deployment';

const ApiUrl = 'https://a1b2c3.execute-api.eu-central-1.amazonaws.com';

describe('the next steps', () => {
  const PageUrl = 'https://d1a2b3.cloudfront.net/'; // part: web

  // part: web
  it('are to open the page', () => {
    expect(nextSteps({ [chooseDeployment({}).name]: { PageUrl, ApiUrl } })[0]).toBe(`The page:      ${PageUrl}`);
  });

  // part: ops
  it('are to create a first user', () => {
    expect(nextSteps({ [chooseDeployment({}).name]: { ApiUrl } }).slice(1)).toEqual([
      'A first user:  npm run user -- create you@example.com',
    ]);
  });

  // part: ops
  it('name the stack when it is not the default one', () => {
    expect(nextSteps({ 'App-ada': { ApiUrl } })).toContain('A first user:  npm run user -- create you@example.com --stack App-ada');
  });

  // part: web
  it('include the DNS record when the page has a custom domain', () => {
    const outputs = { PageUrl: 'https://photos.example.com/', PageTarget: 'd1a2b3.cloudfront.net', ApiUrl };

    expect(nextSteps({ [`${stackPrefix}-production`]: outputs })).toContain(
      'Its DNS name:  photos.example.com, CNAME or alias of d1a2b3.cloudfront.net',
    );
  });

  it('name the API when there is no page', () => {
    expect(nextSteps({ defaultStack: { ApiUrl } })[0]).toBe(`The API:       ${ApiUrl}`);
  });

  it('are empty when nothing was deployed', () => {
    expect(nextSteps({})).toEqual([]);
  });
});
