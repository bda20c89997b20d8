import type { VirtualAuthenticator } from "@latchkey/server/testing";
import type { Answer } from "../../differences/client.ts";
import type { Play } from "../../differences/play.ts";

export const KEYS = "account/authenticators/webauthn";
export const AUTHENTICATE = "auth/webauthn/authenticate";
export const LOGIN = "auth/webauthn/login";

type Creation = Parameters<VirtualAuthenticator["create"]>[0];
type Request = Parameters<VirtualAuthenticator["get"]>[0];

/** What the server asks for, with what a browser fills in where it is left out. */
export function creationOf(answer: Answer): Creation {
  const options = answer.read("data.creation_options.publicKey");
  if (options === undefined) throw new Error("no creation options");
  // The form is compared elsewhere; the device reads what both have in common.
  return { excludeCredentials: [], ...(options as Omit<Creation, "excludeCredentials">) };
}

export function requestOf(answer: Answer): Request {
  const options = answer.read("data.request_options.publicKey");
  if (options === undefined) throw new Error("no request options");
  // As above.
  return { allowCredentials: [], ...(options as Omit<Request, "allowCredentials">) };
}

export async function register(t: Play, device: VirtualAuthenticator, passwordless = false) {
  const options = await t.get(passwordless ? `${KEYS}?passwordless` : KEYS);
  return t.post(KEYS, { name: "Laptop", credential: device.create(creationOf(options)) });
}
