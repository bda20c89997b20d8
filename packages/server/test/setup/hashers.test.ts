import { afterEach, describe, expect, it, vi } from "vitest";
import { argon2id, bcrypt } from "../../src/hashers.ts";
import { createTestKit } from "../support/kit.ts";

/** As in one file without `node_modules`, or where the binary of another platform was installed. */
const remove = (name: string) =>
  vi.doMock(name, () => {
    throw new Error(`Cannot find package '${name}'`);
  });

afterEach(() => {
  vi.doUnmock("@node-rs/bcrypt");
  vi.doUnmock("@node-rs/argon2");
});

describe("a hasher whose native package is missing", () => {
  it.each([
    { name: "bcrypt", native: "@node-rs/bcrypt", hasher: bcrypt },
    { name: "argon2id", native: "@node-rs/argon2", hasher: argon2id },
  ])("$name is explained in the log, with both ways out", async ({ name, native, hasher }) => {
    remove(native);
    await using kit = await createTestKit({ account: { password: { hasher: hasher() } } });
    const signup = kit.client("app").account.signup.mutate({ email: "ada@acme.com", password: "a long password" });
    const words = `${name}() could not load the package ${native}`;
    await expect(signup).rejects.toThrow(words);
    const [told] = kit.errors;
    expect(told).toMatchObject({ name: "SetupError", message: expect.stringContaining(words) });
    for (const line of [`npm install ${native}`, "external", "account: { password: { hasher: scrypt() } }"])
      expect(told).toHaveProperty("message", expect.stringContaining(line));
  });

  it("is explained where a bundler put an empty module in its place", async () => {
    vi.doMock("@node-rs/bcrypt", () => ({ hash: undefined, verify: undefined }));
    await expect(bcrypt().hash("a long password")).rejects.toThrow(/could not load the package @node-rs\/bcrypt/);
  });

  it("is explained where a stored hash is verified as well", async () => {
    const hash = await bcrypt({ cost: 4 }).hash("a long password");
    remove("@node-rs/bcrypt");
    await expect(bcrypt().verify("a long password", hash)).rejects.toThrow(
      /could not load the package @node-rs\/bcrypt/,
    );
  });
});
