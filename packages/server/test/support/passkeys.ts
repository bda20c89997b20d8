import type { AppTypes, NoFields } from "../../src/config/signupFields.ts";
import type { TestClient, TestKit, VirtualAuthenticator, VirtualAuthenticatorOptions } from "../../src/testing.ts";

type Kit = Pick<TestKit<NoFields>, "authenticator">;
export type Client = TestClient<AppTypes>;

/** Adds a passkey to the logged-in user. @param given the authenticator that creates it, or options for a new one */
export async function addPasskey(
  kit: Kit,
  client: Client,
  given: Partial<VirtualAuthenticatorOptions> & { device?: VirtualAuthenticator; passwordless?: boolean } = {},
) {
  const { device = kit.authenticator(given), passwordless = true } = given;
  const { options } = await client.mfa.webauthn.beginRegistration.mutate({ passwordless });
  return { device, ...(await client.mfa.webauthn.register.mutate({ response: device.create(options) })) };
}
