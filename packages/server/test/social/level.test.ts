import { CLIENT_SECRET } from "@latchkey/tooling/open-id-provider";
import { describe, expect, it } from "vitest";
import type { SocialOptions } from "../../src/index.ts";
import { createForger, type ForgedToken } from "../support/forgery.ts";
import { createSocialKit } from "../support/socialKit.ts";

const person = { email: "ada@example.com", email_verified: true };
const seconds = (at: Date) => Math.floor(at.getTime() / 1000);

/** A kit whose provider says this about each login. */
async function speakingKit(level: NonNullable<SocialOptions["level"]> | undefined, mfa: { required?: boolean } = {}) {
  const first = await createSocialKit({ mfa });
  const forger = await createForger(first.op.issuer, CLIENT_SECRET);
  const social = await createSocialKit({
    mfa,
    social: { http: forger.http, ...(level === undefined ? {} : { level }) },
  });
  let said: NonNullable<ForgedToken["claims"]> = {};
  forger.plan.idToken = async (real) => {
    const { nonce, sub } = JSON.parse(Buffer.from(real.split(".")[1] ?? "", "base64url").toString());
    return forger.sign({ claims: { nonce, sub, ...person, ...said } });
  };
  const logIn = async (claims: typeof said) => {
    said = claims;
    const client = social.kit.client("browser");
    return { client, state: await social.logIn(client, social.visitor("ada-1", person)) };
  };
  return { ...social, logIn };
}

describe("social.level", () => {
  it("counts a login at a provider for one factor without it, whatever the provider says", async () => {
    const { logIn } = await speakingKit(undefined);
    const { state } = await logIn({ amr: ["mfa"], acr: "aal2" });
    expect(state).toMatchObject({ status: "authenticated", session: { level: 1 } });
  });

  it("is called with what the ID token says, and with nothing else", async () => {
    const seen: unknown[] = [];
    const { logIn, kit } = await speakingKit((login) => {
      seen.push(login);
      return login.amr?.includes("mfa") ? 2 : 1;
    });
    const at = new Date(seconds(kit.clock.now()) * 1000 - 3_600_000);
    const { state } = await logIn({ amr: ["pwd", "mfa"], acr: "aal2", auth_time: seconds(at) });
    expect(state).toMatchObject({
      session: { level: 2, reauthenticatedAt: at.toISOString() },
      methods: [{ method: "socialaccount", level: 2, at: at.toISOString() }],
    });
    const provider = { id: "local", name: "The local one" };
    expect(seen).toEqual([{ provider, amr: ["pwd", "mfa"], acr: "aal2", authenticatedAt: at }]);
    expect((await logIn({ amr: "mfa", acr: 2 })).state).toMatchObject({ session: { level: 1 } });
    expect(seen.at(-1)).toEqual({ provider });
  });

  it("meets a required second factor; one factor at the provider does not", async () => {
    const { logIn } = await speakingKit(({ amr }) => (amr?.includes("mfa") ? 2 : 1), { required: true });
    expect((await logIn({ amr: ["mfa"] })).state).toMatchObject({ status: "authenticated", session: { level: 2 } });
    expect((await logIn({ amr: ["pwd"] })).state).toMatchObject({ status: "pending", flow: { id: "mfa_enroll" } });
  });

  it("does not spare users the second factor that they have set up themselves", async () => {
    const { logIn, kit } = await speakingKit(() => 2);
    const { state } = await logIn({});
    if (state.status !== "authenticated") throw new Error("not logged in");
    await kit.auth.importAuthenticators(state.user.id, { totpSecret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" });
    expect((await logIn({})).state).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
  });
});
