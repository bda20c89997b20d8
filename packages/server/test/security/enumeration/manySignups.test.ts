import { expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";

it.each(["email", "phone"] as const)(
  "fifty more signups with one's own %s do not show whether the other contact of the first was taken",
  async (own) => {
    const seen: unknown[] = [];
    for (const isTaken of [false, true]) {
      await using kit = await createTestKit({ rateLimits: false, account: { loginMethods: ["email", "phone"] } });
      const phone = "+4915100000001";
      const email = "wanted@example.com";
      if (isTaken && own === "email") await kit.createUser({ phone, phoneVerified: true });
      if (isTaken && own === "phone") await kit.createUser({ email });
      const mine = own === "email" ? { email: "own@example.com" } : { phone: "+4915100000002" };
      const signUp = (place: number, password: string) =>
        kit.client("app").account.signup.mutate({
          ...(place === 0 ? { email, phone } : { email: `x${place}@example.com`, phone: `+491510000${1000 + place}` }),
          ...mine,
          password,
        });
      await signUp(0, "a fine password");
      for (let place = 1; place <= 53; place += 1) {
        kit.clock.advance(10);
        await signUp(place, `fine password number ${place}`);
      }
      kit.clock.advance(200);
      const outcomes: unknown[] = [];
      for (const place of [0, 1, 2, 3, 4, 5, 52, 53]) {
        const password = place === 0 ? "a fine password" : `fine password number ${place}`;
        const client = kit.client("app");
        const refusal = await refusalOf(client.account.login.mutate({ ...mine, password }));
        const state = refusal === null ? await client.session.get.query() : null;
        outcomes.push([place, refusal?.codes, state?.status === "pending" ? state.flow.id : null]);
      }
      seen.push(outcomes);
    }
    expect(seen[1]).toEqual(seen[0]);
  },
);
