/** The test kit: the mounted router, a clock to set, and an outbox to read. */

export { parseSetCookie, type SetCookie } from "./http/parseCookie.ts";
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
export { solveProofOfWork } from "./testing/solveProofOfWork.ts";
export {
  type StubAnswers,
  type StubFetch,
  type StubRequest,
  stubFetch,
} from "./testing/stubFetch.ts";
export type { TestApi } from "./testing/suites/api.ts";
export { type ChallengeFixture, challengeSuite } from "./testing/suites/challenge.ts";
export type { FixturePart, FixturePath, FixtureSource, ProviderFixture } from "./testing/suites/fixtureLogin.ts";
export { providerSuite } from "./testing/suites/provider.ts";
export type { Handler, TestClient } from "./testing/testClient.ts";
export {
  createVirtualAuthenticator,
  type Forgery,
  type VirtualAuthenticator,
  type VirtualAuthenticatorOptions,
  type VirtualCredential,
} from "./testing/virtualAuthenticator.ts";
