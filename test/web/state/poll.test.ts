import { Poll } from '../../../web/state/poll';

let pending: number;
let visible: boolean;
let asked: number[];
let poll: Poll;

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
  pending = 1;
  visible = true;
  asked = [];
  poll = new Poll({
    ask: async () => void asked.push(Date.now()),
    wanted: () => pending > 0 && visible,
  });
});
afterEach(() => jest.useRealTimers());

test('polls soon at first, then with growing delays of at most 15 seconds', async () => {
  poll.nudge();
  await jest.advanceTimersByTimeAsync(120_000);
  const waits = asked.map((at, index) => at - (asked[index - 1] ?? 0));
  expect(waits[0]).toBeLessThan(500);
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits.at(-1)).toBe(15_000);
  expect(asked.filter((at) => at < 10_000).length).toBeGreaterThanOrEqual(8);
});

test('polls only while something is PENDING', async () => {
  pending = 0;
  poll.nudge();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([]);
  pending = 1;
  poll.start();
  await jest.advanceTimersByTimeAsync(300);
  pending = 0;
  await jest.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(1);
  expect(jest.getTimerCount()).toBe(0);
});

test('does not poll while the page is hidden, and polls soon when it becomes visible', async () => {
  poll.nudge();
  visible = false;
  await jest.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([]);
  visible = true;
  poll.nudge();
  await jest.advanceTimersByTimeAsync(300);
  expect(asked).toHaveLength(1);
});

test('never sends two polls at the same time, and continues after an error', async () => {
  let answers: (() => void)[] = [];
  let open = 0;
  let most = 0;
  poll = new Poll({
    ask: async () => {
      most = Math.max(most, ++open);
      await new Promise<void>((answer) => answers.push(answer));
      open -= 1;
      throw new Error('a fault');
    },
    wanted: () => true,
  });
  for (let turn = 0; turn < 3; turn += 1) {
    poll.nudge();
    poll.start();
    await jest.advanceTimersByTimeAsync(20_000);
    expect(answers).toHaveLength(1);
    poll.nudge();
    poll.start();
    await jest.advanceTimersByTimeAsync(20_000);
    expect(answers).toHaveLength(1);
    answers[0]?.();
    answers = [];
    await jest.advanceTimersByTimeAsync(0);
  }
  expect(most).toBe(1);
});
