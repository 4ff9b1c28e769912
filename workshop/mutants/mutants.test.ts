import { type GenericMutant, mutantsOf } from './generic';

const template = () => ({
  Resources: {
    Uploads: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 60, SqsManagedSseEnabled: true } },
    DeadLetters: { Type: 'AWS::SQS::Queue' },
    Policy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Uploads' }],
        Statement: [{ Effect: 'Deny', Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Uploads', 'Arn'] }, '/*']] } }],
      },
    },
  },
});

/** Every mutant of the template, with the mutated template. */
function all(): { name: string; made: ReturnType<typeof template> }[] {
  const draft = template();
  return [...mutantsOf(draft)].map((mutant: GenericMutant) => {
    const undo = mutant.apply();
    const made = structuredClone(draft);
    undo();
    return { name: `${mutant.operator} ${mutant.id} ${mutant.property}`, made };
  });
}

it('deletes every resource and property, and negates, raises and swaps values', () => {
  expect(all().map(({ name }) => name.trim())).toEqual([
    'delete Uploads',
    'delete Uploads VisibilityTimeout',
    'raise Uploads VisibilityTimeout',
    'delete Uploads SqsManagedSseEnabled',
    'negate Uploads SqsManagedSseEnabled',
    'delete DeadLetters',
    'delete Policy',
    'delete Policy Queues',
    'delete Policy Queues.*',
    'swap Policy Queues.*',
    'delete Policy Statement',
    'delete Policy Statement.*',
    'delete Policy Statement.*.Effect',
    'negate Policy Statement.*.Effect',
    'delete Policy Statement.*.Resource',
    'swap Policy Statement.*.Resource',
  ]);
});

it('changes one place at a time, and restores it', () => {
  const draft = template();
  for (const mutant of mutantsOf(draft)) {
    const undo = mutant.apply();
    expect(JSON.stringify(draft)).not.toBe(JSON.stringify(template()));
    undo();
    expect(JSON.stringify(draft)).toBe(JSON.stringify(template()));
  }
});

it('replaces a reference with one to another resource of the same type, also within intrinsic functions', () => {
  const [whole, within] = all().filter(({ name }) => name.startsWith('swap'));

  expect(whole?.made.Resources.Policy.Properties.Queues).toEqual([{ Ref: 'DeadLetters' }]);
  expect(within?.made.Resources.Policy.Properties.Statement).toEqual([
    { Effect: 'Deny', Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['DeadLetters', 'Arn'] }, '/*']] } },
  ]);
});

it('gives each place a unique name that is the same in every template', () => {
  const placesOf = (Resources: object) => [...mutantsOf({ Resources })].map(({ place }) => place);
  const { Uploads, ...others } = template().Resources;
  const places = placesOf({ Uploads, ...others });

  expect(new Set(places).size).toBe(places.length);
  expect(placesOf({ Uploads })).toEqual(places.filter((place) => place.includes(' Uploads')));
});

it('identifies a statement that has another position in another template', () => {
  const statement = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: { Ref: 'Uploads' } };
  const placesIn = (Statement: object[]) =>
    [...mutantsOf({ Resources: { Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Statement } } } })].map(
      ({ place }) => place,
    );

  expect(placesIn([{ ...statement, Action: 'sqs:*' }, statement])).toEqual(expect.arrayContaining(placesIn([statement])));
  expect(new Set(placesIn([statement, statement])).size).toBe(placesIn([statement, statement]).length);
});
