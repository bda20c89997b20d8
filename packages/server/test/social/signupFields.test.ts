import { describe, expect, it } from "vitest";
import { z } from "zod";
import { users } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createSocialKit } from "../support/socialKit.ts";

const ada = { email: "ada@example.com", email_verified: true, name: "Ada", preferred_username: "ada" };
const fields = z.object({ fullName: z.string().min(2).max(40), plan: z.enum(["free", "pro"]).default("free") });
const account = { signup: { fields } };

describe.each(["browser", "app"] as const)("social.signupFields, %s client", (kind) => {
  it("fills in the app's own fields of an account that is created at once", async () => {
    const asked: unknown[] = [];
    const { kit, visitor, logIn } = await createSocialKit({
      account,
      social: {
        signupFields(profile, provider) {
          asked.push([profile.uid, profile.emails, provider]);
          return { fullName: `${profile.name} Lovelace` };
        },
      },
    });
    const state = await logIn(kit.client(kind), visitor("ada-1", ada));
    expect(state).toMatchObject({
      status: "authenticated",
      user: { data: { fullName: "Ada Lovelace", plan: "free" } },
    });
    const emails = [{ email: ada.email, verified: true, primary: true }];
    expect(asked).toEqual([["ada-1", emails, { id: "local", name: "The local one" }]]);
    await kit[Symbol.asyncDispose]();
  });

  it("asks the user where a value is invalid or missing, and suggests the valid ones", async () => {
    const { kit, visitor, logIn } = await createSocialKit({
      account: { signup: { fields, username: "required" } },
      social: { signupFields: async () => ({ fullName: "A", plan: "pro", username: "countess" }) },
    });
    const client = kit.client(kind);
    const state = await logIn(client, visitor("ada-1", ada));
    expect(state).toMatchObject({
      status: "pending",
      flow: { id: "provider_signup", suggested: { email: ada.email, username: "countess", fields: { plan: "pro" } } },
    });
    expect(await client.social.signup.get.query()).toMatchObject({
      user: { username: "countess" },
      fields: { plan: "pro" },
    });
    expect(await kit.database.select().from(users)).toEqual([]);
    const complete = client.social.signup.complete.mutate;
    // The suggestions are only suggestions: nothing is taken that the user does not send.
    expect(await refusalOf(complete({ username: "countess" } as never))).toMatchObject({
      codes: ["required/fullName"],
    });
    expect(await complete({ username: "countess", fullName: "Ada" })).toMatchObject({
      status: "authenticated",
      user: { username: "countess", data: { fullName: "Ada", plan: "free" } },
    });
    await kit[Symbol.asyncDispose]();
  });

  it("prefers the app's username, and makes it unique", async () => {
    const { kit, visitor, logIn } = await createSocialKit({
      account: { signup: { username: "required" } },
      social: { signupFields: ({ raw }) => ({ username: `${raw["preferred_username"]}.lovelace` }) },
    });
    await kit.createUser({ username: "ada.lovelace" });
    const state = await logIn(kit.client(kind), visitor("ada-1", ada));
    expect(state).toMatchObject({ user: { username: expect.stringMatching(/^ada\.lovelace\d+$/) } });
    await kit[Symbol.asyncDispose]();
  });

  it("suggests nothing that no form could hold, and stores nothing that the database cannot", async () => {
    const { kit, visitor, logIn } = await createSocialKit({
      account: { signup: { fields: z.object({ bio: z.string(), born: z.date(), name: z.string() }) } },
      social: { signupFields: () => ({ bio: "x".repeat(5_000), born: new Date(0), name: "\0" }) },
    });
    const state = await logIn(kit.client(kind), visitor("ada-1", ada));
    expect(state).toMatchObject({ flow: { id: "provider_signup" } });
    expect(state.status === "pending" && "suggested" in state.flow && state.flow.suggested).toEqual({
      email: ada.email,
      username: "ada",
    });
    await kit[Symbol.asyncDispose]();
  });

  it("hides what the app's function throws, and creates nothing", async () => {
    const { kit, visitor, logIn } = await createSocialKit({
      social: {
        signupFields() {
          throw new Error("the CRM of Ada is down");
        },
      },
    });
    const refused = await refusalOf(logIn(kit.client(kind), visitor("ada-1", ada)));
    expect(refused).toEqual({ trpc: "INTERNAL_SERVER_ERROR", codes: [] });
    expect(kit.errors.map(String)).toEqual([expect.stringContaining("CRM")]);
    expect(await kit.database.select().from(users)).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });
});
