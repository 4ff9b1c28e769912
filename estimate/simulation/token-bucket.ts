/** The throttle of API Gateway, and the scaling rate of Lambda. It begins full. */
export class TokenBucket {
  private tokens: number;
  private filledAt = 0;

  /**
   * @param rate tokens that are added in a second
   * @param size tokens that it holds at most
   */
  constructor(
    private readonly rate: number,
    private readonly size: number,
  ) {
    this.tokens = size;
  }

  /** Takes a token at a time in seconds, which never goes back. Returns whether there was one. */
  take(now: number): boolean {
    this.tokens = Math.min(this.size, this.tokens + (now - this.filledAt) * this.rate);
    this.filledAt = now;
    // A sum of many small steps may miss a whole token by a rounding error.
    if (this.tokens < 1 - 1e-9) return false;
    this.tokens -= 1;
    return true;
  }
}
