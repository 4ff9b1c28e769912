import type { EndpointRow } from '../lambda/api/endpoints';
import { namesOf, pascalCase, type TriggerRow } from '../lambda/events/trigger-row';
import type { Acknowledgement } from './acknowledgement';

/** The rule that an endpoint breaks on purpose when API Gateway requires no token for it. */
export function ofEndpoint({ method, path, access }: EndpointRow): Acknowledgement[] {
  if (access === 'owner') return [];
  return [
    {
      rule: 'AwsSolutions-APIG4',
      at: `Service/Http/Api/${method}${path.replaceAll('/', '--')}`,
      reason: reasons[access],
    },
  ];
}

const reasons: Readonly<Record<Exclude<EndpointRow['access'], 'owner'>, string>> = {
  public: 'Its row in lambda/api/endpoints.ts declares that anyone may call it.',
  signed: 'Its function rejects a request without a valid signature.', // part: signed
};

/** The rules that the trigger of a row breaks on purpose. */
export function ofTrigger(row: TriggerRow): Acknowledgement[] {
  const { name, on } = row;
  const trigger = `Service/${namesOf(row).construct}`;
  if ('queue' in on) {
    return [
      noRedrive(`Storage/${pascalCase(on.queue)}/DeadLetters`),
      {
        rule: 'Serverless-LambdaEventSourceMappingDestination',
        at: trigger,
        reason: 'A queue has its own dead-letter queue. A mapping of a queue takes no destination.',
      },
    ];
  }
  if ('stream' in on) {
    return [
      ...ofDeadLetters(`${trigger}/DeadLetters`),
      {
        rule: 'AwsSolutions-IAM5[Resource::<{Storage/Images/Table/Resource}.Arn>/stream/*]',
        at: `Service/${name}`,
        reason:
          'The mapping finds the stream with ListStreams, so the permission cannot name the stream. It is limited to the streams of this table.',
      },
    ];
  }
  if ('event' in on) return ofDeadLetters(`${trigger}/DeadLetters`);
  return [
    {
      rule: 'Serverless-LambdaAsyncFailureDestination',
      at: `Service/${name}`,
      reason: 'The event of a schedule holds nothing that is worth keeping.',
    },
  ];
}

/** Of a dead-letter queue that is named by something other than a queue. */
export function ofDeadLetters(at: string): Acknowledgement[] {
  return [
    noRedrive(at),
    {
      rule: 'AwsSolutions-SQS3',
      at,
      reason: 'It is a dead-letter queue itself: of a stream or a rule, which this check does not see.',
    },
  ];
}

function noRedrive(at: string): Acknowledgement {
  return { rule: 'Serverless-SQSRedrivePolicy', at, reason: 'It is a dead-letter queue itself.' };
}
