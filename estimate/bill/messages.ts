import { assume } from '../assumptions';
import type { Template } from '../template/template';
import type { Use } from './feature';
import type { Load } from './loads';
import { month } from './month';

/** Sending, receiving and deleting each message, and the pollers of Lambda, which never pause. */
export function addQueues(template: Template, { fn, feature }: Load, messages: number, use: Use): void {
  for (const source of fn.sources) {
    if (source.kind !== 'queue') continue;
    const polls = (assume('pollers') * month.seconds) / 20;
    const isFifo = template.get(source.from)?.properties.FifoQueue === true;
    use(isFifo ? 'sqs-fifo-requests' : 'sqs-requests', polls + messages * 3, feature);
  }
}

/** The messages of each topic and the events of each bus of another application. Those of this one are calls of its functions. */
export function addTopicsAndBuses(template: Template, messages: number, use: Use): void {
  const topics = template
    .of('AWS::SNS::Subscription')
    .filter(({ properties }) => /^(lambda|sqs)$/.test(properties.Protocol))
    .flatMap(({ properties }) => template.referencesIn(properties.TopicArn));
  use('sns-requests', new Set(topics).size * messages, 'background');
  const buses = template
    .of('AWS::Events::Rule')
    .flatMap(({ properties }) => template.referencesIn(properties.EventBusName))
    .filter(({ type }) => type === 'AWS::Events::EventBus');
  use('events', new Set(buses).size * messages, 'background');
}
