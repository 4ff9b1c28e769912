import { checkRows } from '../../lib/functions';

jest.mock('../../lambda/events/triggers', () => {
  const table = jest.requireActual('../../lambda/events/triggers');
  const row = {
    name: 'send-mail',
    on: { queue: 'order-mails', batchSize: 0 },
    may: ['queues.send:letters'],
    summary: 'Sends mails',
  };
  return { ...table, triggers: [...table.triggers, row] };
});

it('rejects rows that AWS would refuse or that contradict each other, before anything is made of them', () => {
  const named = expect.objectContaining({
    name: 'UserError',
    message: expect.stringMatching(
      /The row "send-mail" has the permit queues\.send:letters, but there is no queue "letters".*\n.*has batchSize 0\. Use a whole number from 1 to 10/,
    ),
  });
  expect(() => checkRows()).toThrow(named);
});
