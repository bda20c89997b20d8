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
    onUnknownHash: () => {},
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

describe("a password that has no hash to compare", () => {
  const asked = { ip: null, signal: null };
  const openPasswords = (hash: () => Promise<string>) => {
    let unknown = 0;
    const hasher = { recognizes: (stored: string) => stored === "own", needsRehash: () => false, hash };
    const passwords = createPasswords({
      hasher: { ...hasher, verify: async () => true },
      legacyHashers: [],
      minLength: 8,
      onCheckFailure: () => {},
      onUnknownHash: () => {
        unknown += 1;
      },
    });
    return { passwords, unknown: () => unknown };
  };

  it("never matches, also after the hasher has failed once", async () => {
    let failures = 1;
    const { passwords, unknown } = openPasswords(async () => {
      failures -= 1;
      if (failures >= 0) throw new Error("out of memory");
      return "own";
    });
    await expect(passwords.verify("a password", null, asked)).rejects.toThrow("out of memory");
    expect(await passwords.verify("a password", null, asked)).toEqual({ matches: false });
    expect(unknown()).toBe(0);
  });

  it("never matches a hash in an unknown format, which is reported", async () => {
    const { passwords, unknown } = openPasswords(async () => "own");
    expect(await passwords.verify("a password", "$newer$", asked)).toEqual({ matches: false });
    expect(unknown()).toBe(1);
  });
});
