/** The test kit: the mounted router, a clock to turn, and an outbox to read. */

export { totpCode } from "./lib/totp.ts";
export { type TestClock, testClock } from "./testing/clock.ts";
export type { TestCookieJar } from "./testing/cookieJar.ts";
export {
  createTestKit,
  type NewTestUser,
  TEST_PASSWORD,
  type TestKit,
  type TestKitOptions,
  type TestUser,
} from "./testing/createTestKit.ts";
export { memoryDatabase } from "./testing/memoryDatabase.ts";
export { type TestOutbox, testOutbox } from "./testing/outbox.ts";
export { parseSetCookie, type SetCookie } from "./testing/parseSetCookie.ts";
export {
  type RecordedAnswers,
  type RecordedFetch,
  type RecordedRequest,
  recordedFetch,
} from "./testing/recordedFetch.ts";
export type { TestApi } from "./testing/suites/api.ts";
export { providerSuite } from "./testing/suites/provider.ts";
export type { RecordedPath, RecordedProvider } from "./testing/suites/recordedLogin.ts";
export type { Handler, TestClient } from "./testing/testClient.ts";
export {
  createVirtualAuthenticator,
  type Forgery,
  type VirtualAuthenticator,
  type VirtualAuthenticatorOptions,
  type VirtualCredential,
} from "./testing/virtualAuthenticator.ts";
