import type { LoginMethod } from "@latchkey/server/types";
import { phoneNumberOf } from "@/components/auth/parts/PhoneField";

type Identifier = { email: string } | { username: string } | { phone: string };

const NAMES: Readonly<Record<LoginMethod, string>> = {
  email: "email address",
  username: "username",
  phone: "phone number",
};
const AUTOCOMPLETE: Readonly<Record<LoginMethod, string>> = { email: "email", username: "username", phone: "tel" };

/** The name of the one input for any identifier, by the parameters that the server names. */
export const IDENTIFIER_ALIASES = { email: "identifier", username: "identifier", phone: "identifier" } as const;

/** The kind of an entered identifier, among those that are allowed. */
export function identify(text: string, methods: readonly LoginMethod[]): Identifier {
  const [only = "email"] = methods;
  const kind = methods.length === 1 ? only : (methods.find((method) => looksLike(method, text)) ?? only);
  return kind === "email" ? { email: text } : kind === "phone" ? { phone: phoneNumberOf(text) } : { username: text };
}

/** "Email address or phone number". */
export function labelOf(methods: readonly LoginMethod[]): string {
  const label = methods.map((method) => NAMES[method]).join(" or ");
  return label.charAt(0).toUpperCase() + label.slice(1);
}

/** The input's autofill hints; `username` is the name under which password managers store a login. */
export function inputKindOf(methods: readonly LoginMethod[]) {
  const [only = "email"] = methods;
  if (methods.length > 1) return { type: "text", autoComplete: "username" };
  return { type: only === "username" ? "text" : only === "phone" ? "tel" : "email", autoComplete: AUTOCOMPLETE[only] };
}

function looksLike(method: LoginMethod, text: string): boolean {
  if (method === "email") return text.includes("@");
  const isNumber = /^\+?[\d\s().-]+$/.test(text);
  return method === "phone" ? isNumber : !text.includes("@") && !isNumber;
}
