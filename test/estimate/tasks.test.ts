import { estimate } from '../../estimate/bill/bill';
import { pricesOf } from '../../estimate/prices/regions';
import { Template } from '../../estimate/template/template';
import { profiles, type Traffic } from '../../estimate/traffic/traffic';
import type { FargateResizer } from '../../lib/settings/resizer';
import { synthTemplate } from '../../lib/testing/synth';

const image = `111122223333.dkr.ecr.us-east-1.amazonaws.com/images@sha256:${'0'.repeat(64)}`;
const traffic: Traffic = profiles.growing;
const idle = { ...traffic, requestsPerDay: 0, imagesPerDay: 0, users: 0 };

const templates = new Map<string, Template>();

function of(given?: Partial<FargateResizer>, each = traffic) {
  const settings = given && { resizer: { compute: 'fargate', image, ...given } as const };
  const key = JSON.stringify(settings);
  const template = templates.get(key) ?? new Template(synthTemplate({ settings }).toJSON());
  templates.set(key, template);
  return estimate(template, each, pricesOf('us-east-1'));
}

const quantityOf = ({ bill }: ReturnType<typeof of>, service: string, what: RegExp) =>
  bill.lines.find((line) => line.service === service && what.test(line.what))?.quantity ?? 0;

describe('uploads that are resized on Fargate', () => {
  it('are priced whole: no resource is left out', () => {
    expect(of({}).notPriced).toEqual({});
    expect(of({}).notes).toEqual([]);
  });

  it('cost no task and no address at rest', () => {
    const lines = of({}, idle).bill.lines;

    expect(lines.filter(({ service }) => service === 'Fargate' || service === 'VPC')).toEqual([]);
  });

  it('cost the tasks that always run at rest, each with its address', () => {
    const rest = of({ minTasks: 2, vcpus: 2 }, idle);

    expect(quantityOf(rest, 'Fargate', /vCPU/)).toBe(2 * 2 * 730);
    expect(quantityOf(rest, 'Fargate', /memory/)).toBe(2 * 4 * 730);
    expect(quantityOf(rest, 'VPC', /addresses/)).toBe(2 * 730);
    // 2 × 730 h × (2 × 0.03238 + 4 × 0.00356 + 0.005).
    expect((rest.bill.services.Fargate?.usd ?? 0) + (rest.bill.services.VPC?.usd ?? 0)).toBeCloseTo(122.64, 1);
  });

  it('keep a task awake for some minutes after an image', () => {
    const few = of({}, { ...traffic, imagesPerDay: 10 });

    // 10 images a day, with 8 minutes each.
    expect(quantityOf(few, 'VPC', /addresses/)).toBeCloseTo((10 * 730 * 8) / 24 / 60, 6);
  });

  it('need no more tasks than the setting allows', () => {
    expect(quantityOf(of({ maxTasks: 2 }, { ...traffic, imagesPerDay: 10_000_000 }), 'VPC', /addresses/)).toBe(2 * 730);
  });

  it('cost nothing of Lambda for resizing, and as many calls of S3 and DynamoDB', () => {
    const [onFargate, onLambda] = [of({}), of()];

    expect(quantityOf(onLambda, 'Lambda', /requests/) - quantityOf(onFargate, 'Lambda', /requests/)).toBeCloseTo(
      onLambda.images,
      6,
    );
    for (const service of ['S3', 'DynamoDB']) {
      expect(onFargate.bill.services[service]?.usdWithoutFree).toBeCloseTo(onLambda.bill.services[service]?.usdWithoutFree ?? 0, 9);
    }
  });

  it('say that spare capacity has no fixed price', () => {
    expect(of({ spot: true }).notes).toEqual([
      'Tasks on spare capacity (spot) are billed as others here. AWS changes their price, which is 50 to 70 % lower.',
    ]);
  });
});
