import { describe, expect, it } from "vitest";
import { createPasswords } from "./passwords.ts";

/** Passwords whose hashes are requested in this order; returns which were computed, in their order. */
async function hashedInTurn(asked: readonly { password: string; ip: string }[]): Promise<string[]> {
  const order: string[] = [];
  const hash = async (password: string) => {
    order.push(password);
    await new Promise(setImmediate);
    return "";
  };
  const hasher = { recognizes: () => true, needsRehash: () => false, verify: async () => true, hash };
  const passwords = createPasswords({
    hasher,
    legacyHashers: [],
    minLength: 8,
    onCheckFailure: () => {},
    concurrency: 1,
  });
  await Promise.all(asked.map(({ password, ip }) => passwords.hash(password, { ip, signal: null })));
  return order;
}

describe("waiting hashes", () => {
  it("are queued by network: a client with a whole IPv6 network gets the turns of one", async () => {
    const storm = [1, 2, 3, 4, 5].map((host) => ({ password: `storm ${host}`, ip: `2001:db8:0:1::${host}` }));
    const others = [
      { password: "ada", ip: "2001:db8:0:2::1" },
      { password: "bob", ip: "192.0.2.1" },
      { password: "eve", ip: "192.0.2.2" },
    ];
    const order = await hashedInTurn([...storm, ...others]);
    expect(order).toEqual(["storm 1", "storm 2", "ada", "bob", "eve", "storm 3", "storm 4", "storm 5"]);
  });
});
