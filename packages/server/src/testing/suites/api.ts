/** The part of a test runner that a suite needs: vitest's `describe`, `it` and `expect` provide it. */
export interface TestApi {
  describe(name: string, body: () => void): void;
  it(name: string, body: () => Promise<void>): void;
  expect(actual: unknown, message?: string): { toEqual(expected: unknown): void };
}
