import { chooseDeployment } from '../../../../lib/settings/deployment';
import { checkedSettings } from '../../../../lib/settings/settings';
import { stages } from '../../../../lib/settings/stages';

const digest = `sha256:${'0a'.repeat(32)}`;
const repository = '111122223333.dkr.ecr.eu-central-1.amazonaws.com/images';
const image = `${repository}@${digest}`;
const check = (resizer: object) => () => checkedSettings({ ...stages.sandbox, resizer: resizer as never });

it.each([image, `${repository}:v1.2.3`, `111122223333.dkr.ecr.us-gov-west-1.amazonaws.com/team/my-images:4f2a`])(
  'accepts the image %s',
  (each) => {
    expect(check({ compute: 'fargate', image: each })).not.toThrow();
  },
);

it.each([
  repository,
  `${repository}:latest`,
  `${repository}@sha256:12`,
  'images:v1',
  'ghcr.io/octo-org/images:v1',
  'https://111122223333.dkr.ecr.eu-central-1.amazonaws.com/images:v1',
  '',
])('rejects the image "%s"', (each) => {
  expect(check({ compute: 'fargate', image: each })).toThrow(
    `Invalid value "${each}" for resizer.image. Use an image in ECR with its digest, or with a tag other than latest`,
  );
});

it.each<[object, string]>([
  [{ compute: 'ec2' }, 'Invalid value "ec2" for resizer.compute. Use one of: lambda, fargate.'],
  [{ compute: 'lambda', image }, 'Unknown setting "image" in resizer.'],
  [{ compute: 'fargate', image, maxtasks: 3 }, 'Unknown setting "maxtasks" in resizer. Did you mean "maxTasks"?'],
  [{ compute: 'fargate', image, vcpus: 3 }, 'Invalid value "3" for resizer.vcpus. Use one of: 1, 2, 4.'],
  [{ compute: 'fargate', image, spot: 'yes' }, 'Invalid value "yes" for resizer.spot.'],
  [{ compute: 'fargate', image, maxTasks: 0 }, 'Invalid value 0 for resizer.maxTasks. Use an integer from 1 to 100.'],
  [{ compute: 'fargate', image, minTasks: 4 }, 'Invalid value 4 for resizer.minTasks. Use an integer from 0 to 3.'],
  [{ compute: 'fargate', image, uploadsPerTask: 0 }, 'Invalid value 0 for resizer.uploadsPerTask.'],
])('rejects %j', (resizer, message) => {
  expect(check(resizer)).toThrow(message);
});

describe('-c resizer=', () => {
  it('is lambda, or an image for containers', () => {
    expect(chooseDeployment({ resizer: image }).settings.resizer).toEqual({ compute: 'fargate', image });
    expect(chooseDeployment({ resizer: 'lambda' }).settings.resizer).toEqual({ compute: 'lambda' });
    expect(chooseDeployment({}).settings.resizer).toBeUndefined();
  });

  it('rejects anything else', () => {
    expect(() => chooseDeployment({ resizer: 'fargate' })).toThrow('Invalid value "fargate" for resizer.image.');
  });
});
