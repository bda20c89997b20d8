import { describe, expect, it, vi } from "vitest";
import { createPasswords } from "../../identity/passwords/passwords.ts";
import { argon2id } from "./argon2id.ts";
import { bcrypt } from "./bcrypt.ts";
import {
  argon2Hash,
  betterAuthScrypt,
  djangoBcryptSha256,
  djangoPbkdf2Sha256,
  djangoScrypt,
  plainBcrypt,
} from "./legacy.ts";
import { scrypt } from "./scrypt.ts";

const cheap = { memoryCost: 1_024, timeCost: 1 };
const asked = { ip: null, signal: null };

describe.each([
  ["bcrypt", bcrypt({ cost: 4 })],
  ["argon2id", argon2id(cheap)],
  ["scrypt", scrypt({ logCost: 10 })],
] as const)("%s", (_name, hasher) => {
  it("verifies a password exactly as it was given", async () => {
    for (const password of [
      "correct horse",
      " blanks ",
      "pässwörd",
      "😀".repeat(40),
      "A".repeat(72),
      `${"A".repeat(72)}x`,
    ]) {
      const hash = await hasher.hash(password);
      expect(hasher.recognizes(hash)).toBe(true);
      expect(await hasher.verify(password, hash)).toBe(true);
      for (const other of [
        password.trim() === password ? `${password} ` : password.trim(),
        `${password.toUpperCase()}!`,
        `${password}y`,
        "",
      ])
        expect(await hasher.verify(other, hash)).toBe(false);
    }
  });

  it("uses bytes beyond the 72nd", async () => {
    const hash = await hasher.hash(`${"A".repeat(72)}x`);
    expect(await hasher.verify(`${"A".repeat(72)}y`, hash)).toBe(false);
    expect(await hasher.verify("A".repeat(72), hash)).toBe(false);
  });

  it("recognizes no other system's hash and no nonsense", async () => {
    for (const odd of ["", "nonsense", "$2b$04$short", "$argon2id$x", "pbkdf2_sha256$1$a$b"]) {
      expect(hasher.recognizes(odd)).toBe(false);
      expect(await hasher.verify("x", odd)).toBe(false);
    }
  });
});

describe("hashes of other systems", () => {
  it("refuse nonsense", async () => {
    for (const hasher of [
      djangoPbkdf2Sha256(),
      djangoScrypt(),
      djangoBcryptSha256(),
      plainBcrypt(),
      argon2Hash(),
      betterAuthScrypt(),
    ]) {
      expect(hasher.recognizes("nonsense")).toBe(false);
      expect(await hasher.verify("x", "nonsense")).toBe(false);
    }
  });

  it("compute no costs that are a mistake, or an attack", async () => {
    const key = Buffer.alloc(64).toString("base64");
    for (const cost of ["9999999$seasalt$99$99", "1048576$seasalt$8$1", "16385$seasalt$8$5"])
      expect(await djangoScrypt().verify("x", `scrypt$${cost}$${key}`)).toBe(false);
  });

  it.each([
    [plainBcrypt(), "$2b$10$abc"],
    [plainBcrypt(), `$2b$99$${"a".repeat(53)}`],
    [plainBcrypt(), `$2b$10$${"a".repeat(53)} `],
    [djangoBcryptSha256(), "bcrypt_sha256$$2b$12$abc"],
    [argon2Hash(), "$argon2id$v=19$m=19456,t=2"],
  ])("recognize no hash that is cut off or damaged: nothing could verify it", (hasher, damaged) => {
    expect(hasher.recognizes(damaged)).toBe(false);
  });

  it("verify, and are replaced at the next login", async () => {
    const { createHash, pbkdf2Sync, scryptSync } = await import("node:crypto");
    const { hash: bcryptHash } = await import("@node-rs/bcrypt");
    const { hash: argonHash } = await import("@node-rs/argon2");
    const password = "correct horse battery";
    const salt = "a1b2c3d4e5f60718293a4b5c6d7e8f90";
    const stored = {
      django: `pbkdf2_sha256$1200$seasalt$${pbkdf2Sync(password, "seasalt", 1_200, 32, "sha256").toString("base64")}`,
      djangoBcrypt: `bcrypt_sha256$${await bcryptHash(createHash("sha256").update(password).digest("hex"), { cost: 4 })}`,
      djangoScrypt: `scrypt$16384$seasalt$8$5$${scryptSync(password, "seasalt", 64, { N: 16_384, r: 8, p: 5, maxmem: 2 ** 26 }).toString("base64")}`,
      bcrypt: await bcryptHash(password, { cost: 4 }),
      argon2: `argon2${await argonHash(password, cheap)}`,
      betterAuth: `${salt}:${scryptSync(password.normalize("NFKC"), salt, 64, { N: 16_384, r: 16, p: 1, maxmem: 2 ** 27 }).toString("hex")}`,
    };
    const legacyHashers = [
      djangoPbkdf2Sha256(),
      djangoScrypt(),
      djangoBcryptSha256(),
      plainBcrypt(),
      argon2Hash(),
      betterAuthScrypt(),
    ];
    const passwords = createPasswords({
      hasher: argon2id(cheap),
      legacyHashers,
      minLength: 8,
      onUnknownHash: () => {},
      onCheckFailure: () => {},
    });
    for (const hash of Object.values(stored)) {
      expect(await passwords.verify("wrong", hash, asked)).toEqual({ matches: false });
      const { matches, upgraded = "" } = await passwords.verify(password, hash, asked);
      expect(matches).toBe(true);
      expect(await passwords.verify(password, upgraded, asked)).toEqual({ matches: true });
    }
  });

  it("are replaced when their cost has increased", async () => {
    const passwords = createPasswords({
      hasher: bcrypt({ cost: 5 }),
      legacyHashers: [],
      minLength: 8,
      onUnknownHash: () => {},
      onCheckFailure: () => {},
    });
    const { upgraded } = await passwords.verify("pass phrase", await bcrypt({ cost: 4 }).hash("pass phrase"), asked);
    expect(upgraded).toMatch(/^\$2b\$05\$/);
  });
});

describe("passwords", () => {
  const passwords = createPasswords({
    hasher: bcrypt({ cost: 4 }),
    legacyHashers: [],
    minLength: 8,
    onUnknownHash: () => {},
    onCheckFailure: () => {},
  });
  const check = async (password: string, about: string[] = []) =>
    (await passwords.check(password, about, "password"))?.code ?? null;

  it("are refused when short, common, like the user's own data, or no valid text", async () => {
    expect(await check("")).toBe("required");
    expect(await check("1234567")).toBe("password_too_short");
    expect(await check("😀".repeat(7))).toBe("password_too_short");
    expect(await check("password1")).toBe("password_too_common");
    expect(await check("PASSWORD1")).toBe("password_too_common");
    expect(await check("        ")).toBe("password_too_common");
    expect(await check("ada.lovelace1", ["ada.lovelace@example.com"])).toBe("password_too_similar");
    expect(await check("\ud800".repeat(10))).toBe("invalid");
    expect(await check("abcdefgh\0")).toBe("invalid");
    expect(await check("x y".repeat(400))).toBe("invalid");
    expect(await check(`${"ab ".repeat(341)}c`)).toBeNull();
    expect(await check("correct horse battery", ["Acme", "ada@example.com"])).toBeNull();
  });

  it("fail open when the app's own look-up is down, which is reported to the app", async () => {
    const errors: unknown[] = [];
    const down = createPasswords({
      hasher: bcrypt({ cost: 4 }),
      legacyHashers: [],
      minLength: 8,
      isBlocked: (password) =>
        password.startsWith("down") ? Promise.reject(new Error("down")) : password.startsWith("known"),
      onUnknownHash: () => {},
      onCheckFailure: (error) => void errors.push(error),
    });
    expect((await down.check("known to attackers", [], "password"))?.code).toBe("password_too_common");
    expect(await down.check("down for a moment", [], "password")).toBeNull();
    expect(errors).toHaveLength(1);
  });

  it("fail open after five seconds when the app's own look-up does not answer", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const errors: unknown[] = [];
      let begin = () => {};
      const begun = new Promise<void>((resolve) => (begin = resolve));
      const silent = createPasswords({
        hasher: bcrypt({ cost: 4 }),
        legacyHashers: [],
        minLength: 8,
        isBlocked: () => new Promise(() => begin()),
        onUnknownHash: () => {},
        onCheckFailure: (error) => void errors.push(error),
      });
      const checked = silent.check("silent for ever", [], "password");
      await begun;
      await vi.advanceTimersByTimeAsync(4_999);
      expect(errors).toEqual([]);
      await vi.advanceTimersByTimeAsync(1);
      expect(await checked).toBeNull();
      expect(errors.map(String)).toEqual(["TimeoutError: account.password.isBlocked did not answer within 5 s"]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("without an account cost a hash as well", async () => {
    expect(await passwords.verify("x", null, asked)).toEqual({ matches: false });
    expect(await passwords.verify("the password of nobody", null, asked)).toEqual({ matches: false });
    expect(await passwords.verify("", await bcrypt({ cost: 4 }).hash(""), asked)).toEqual({ matches: false });
  });
});

describe("scrypt", () => {
  it("verifies hashes from elsewhere, with the costs that they contain", async () => {
    const { scryptSync } = await import("node:crypto");
    const salt = Buffer.alloc(16, 7);
    const key = scryptSync("password", salt, 32, { N: 1_024, r: 8, p: 16 });
    const [saltText, keyText] = [salt, key].map((bytes) => bytes.toString("base64").replace(/=+$/, ""));
    expect(await scrypt().verify("password", `$scrypt$ln=10,r=8,p=16$${saltText}$${keyText}`)).toBe(true);
  });

  it("is replaced when any of its costs is lower, and never computes costs beyond the limits", async () => {
    const hash = await scrypt({ logCost: 10 }).hash("correct horse");
    expect(scrypt({ logCost: 10 }).needsRehash(hash)).toBe(false);
    expect(scrypt({ logCost: 11 }).needsRehash(hash)).toBe(true);
    expect(scrypt({ logCost: 10, parallelization: 2 }).needsRehash(hash)).toBe(true);
    expect(await scrypt().verify("correct horse", hash.replace("ln=10", "ln=40"))).toBe(false);
    expect(() => scrypt({ logCost: 21 })).toThrow("expected a logCost from 10 to 20");
  });
});
