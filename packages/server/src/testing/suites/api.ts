/** What a suite needs of a test runner: vitest's `describe`, `it` and `expect` fit. */
export interface TestApi {
  describe(name: string, body: () => void): void;
  it(name: string, body: () => Promise<void>): void;
  expect(actual: unknown, message?: string): { toEqual(expected: unknown): void };
}
