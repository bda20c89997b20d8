import { describe, expect, it } from "vitest";
import { createTestKit } from "../../support/kit.ts";

const ORIGIN = "https://app.acme.com";
type MfaOptions = NonNullable<NonNullable<Parameters<typeof createTestKit>[0]>["mfa"]>;

/** What `auth.handler` answers to a request below the app's origin. */
async function answerOf(webauthn: MfaOptions["webauthn"], path: string, method = "GET") {
  await using kit = await createTestKit({ origin: ORIGIN, mfa: webauthn === undefined ? {} : { webauthn } });
  const response = await kit.auth.handler(new Request(`${ORIGIN}${path}`, { method }));
  return response === null
    ? null
    : { body: await response.json(), status: response.status, type: response.headers.get("content-type") };
}

describe("/.well-known/webauthn", () => {
  const origins = ["https://acme.example", "android:apk-key-hash:4Y8CXr3Xk2vQ1w"];

  it("lists the pages that may use the passkeys of the domain, and no native app", async () => {
    expect(await answerOf({ origins }, "/.well-known/webauthn")).toEqual({
      body: { origins: [ORIGIN, "https://acme.example"] },
      status: 200,
      type: "application/json",
    });
  });

  it("does not exist where there are none, nor to be written", async () => {
    expect(await answerOf(undefined, "/.well-known/webauthn")).toBeNull();
    expect(await answerOf({ origins: origins.slice(1) }, "/.well-known/webauthn")).toBeNull();
    expect(await answerOf({ origins }, "/.well-known/webauthn", "POST")).toBeNull();
  });

  it.each(["https://acme.example/", "https://acme.example/login", "HTTPS://acme.example", "acme.example"])(
    "refuses %s as an origin: no browser would say so",
    async (origin) => {
      await expect(createTestKit({ mfa: { webauthn: { origins: [origin] } } })).rejects.toThrow(
        'mfa.webauthn.origins.0: expected an origin such as "https://acme.example", without a path',
      );
    },
  );
});

describe("/.well-known/passkey-endpoints", () => {
  it("names the pages where users create and manage passkeys", async () => {
    const manage = "/account/security";
    expect(
      (await answerOf({ endpoints: { enroll: `${manage}?add`, manage } }, "/.well-known/passkey-endpoints"))?.body,
    ).toEqual({ enroll: `${ORIGIN}${manage}?add`, manage: `${ORIGIN}${manage}` });
    expect((await answerOf({ endpoints: { manage } }, "/.well-known/passkey-endpoints"))?.body).toEqual({
      manage: `${ORIGIN}${manage}`,
    });
  });

  it("does not exist without the option, and takes only paths of the front end", async () => {
    expect(await answerOf(undefined, "/.well-known/passkey-endpoints")).toBeNull();
    await expect(createTestKit({ mfa: { webauthn: { endpoints: { manage: "https://x.y" } } } })).rejects.toThrow(
      "mfa.webauthn.endpoints.manage: expected a path of the front end",
    );
  });
});
