import { describe, expect, it } from "vitest";
import { redactInput } from "./redactInput.ts";

const redact = (input: unknown) => redactInput("auth.account.login", input);

describe("redactInput", () => {
  it.each([
    "password",
    "currentPassword",
    "newPassword",
    "new_password",
    "PASSWORD",
    "code",
    "key",
    "token",
    "idToken",
    "id_token",
    "accessToken",
    "refreshToken",
    "response",
    "secret",
    "clientSecret",
    "state",
    "recoveryCodes",
    "otp",
    "OTP",
    "otpCode",
    "email_otp",
    "pin",
    "newPin",
    "card_pin",
    "totp",
    "smsCode",
    "verificationCode",
    "cardNumber",
    "card_number",
    "cvc",
    "cvv",
  ])("hides %s at any depth, whatever its value", (name) => {
    const secret = { [name]: "hunter2", nested: [{ [name]: { inner: "hunter2" } }] };
    expect(redact({ email: "ada@acme.com", ...secret })).toEqual({
      email: "ada@acme.com",
      [name]: "[redacted]",
      nested: [{ [name]: "[redacted]" }],
    });
  });

  it("keeps everything else, and does not change the input", () => {
    const input = { email: "ada@acme.com", remember: true, at: new Date(0), ids: [1, null, undefined], postcode: "N1" };
    const before = structuredClone(input);
    expect(redact(input)).toEqual(before);
    expect(input).toEqual(before);
  });

  it.each(["4242424242424242", "4242 4242 4242 4242", "3782-822463-10005", 5555555555554444, "6011000990139424"])(
    "hides the card number %s under any name",
    (card) => {
      expect(redact({ note: card, list: [card] })).toEqual({ note: "[redacted]", list: ["[redacted]"] });
    },
  );

  it("keeps other numbers, and names that only contain the letters", () => {
    const input = {
      shipping: 1,
      pinned: true,
      opinion: "x",
      countryCode: "FR",
      at: 1893456000000,
      id: "4242424242424241",
    };
    expect(redact(input)).toEqual(input);
  });

  it("breaks cycles, and repeats what occurs twice", () => {
    const shared = { name: "ada", password: "hunter2" };
    const input: Record<string, unknown> = { first: shared, second: shared };
    input.self = input;
    const clean = { name: "ada", password: "[redacted]" };
    expect(redact(input)).toEqual({ first: clean, second: clean, self: "[redacted]" });
  });

  it("hides objects that it cannot inspect", () => {
    const form = new FormData();
    form.set("password", "hunter2");
    const odd = { form, map: new Map([["password", "hunter2"]]), bytes: new Uint8Array(1), call: () => "hunter2" };
    expect(redact(odd)).toEqual({ form: "[redacted]", map: "[redacted]", bytes: "[redacted]", call: "[redacted]" });
    expect(redact(form)).toBe("[redacted]");
  });

  it.each([undefined, null, 1, 1n, true, "text"])("returns %s unchanged", (input) => {
    expect(redact(input)).toBe(input);
  });

  it("never throws", () => {
    const thrower = {
      get email(): string {
        throw new Error("no");
      },
    };
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(redact({ thrower, fine: 1 })).toEqual({ thrower: "[redacted]", fine: 1 });
    expect(redact({ proxy })).toEqual({ proxy: "[redacted]" });
    expect(redact(JSON.parse('{"__proto__":{"password":"hunter2"}}'))).not.toHaveProperty("password");
    expect(JSON.stringify(redact(JSON.parse(`${"[".repeat(5000)}${"]".repeat(5000)}`)))).toContain("[redacted]");
  });

  it("takes no longer for input that repeats itself exponentially", () => {
    let input: unknown = { password: "hunter2" };
    for (let level = 0; level < 30; level += 1) input = [input, input, input];
    const start = performance.now();
    redact(input);
    expect(performance.now() - start).toBeLessThan(100);
  });
});
