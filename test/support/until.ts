/** Asks again and again until there is an answer that is neither empty nor false. */
export async function until<T>(ask: () => T | Promise<T>, timeoutMs = 25_000): Promise<NonNullable<T>> {
  for (const deadline = Date.now() + timeoutMs; ; ) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`After ${timeoutMs} ms there was still no answer.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
