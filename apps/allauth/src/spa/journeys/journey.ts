import type { Site } from "../site.ts";
import type { Visitor } from "../visitor.ts";

/** What somebody does in the example, by its name. */
export interface Journey {
  name: string;
  run(site: Site, visitor: Visitor, another: () => Promise<Visitor>): Promise<void>;
}

export const PASSWORD = "correct horse battery";
export const NEW_PASSWORD = "staple a battery horse";
export const HOME = "/calculator";

let people = 0;
export const newAddress = () => {
  people += 1;
  return `visitor${people}@example.com`;
};

export async function mailed(site: Site, to: string): Promise<string> {
  const { context } = (await site.kit.delivered()).lastMail(to);
  return context.code ?? context.url ?? "";
}

export async function giveCredentials(visitor: Visitor, email: string, password = PASSWORD): Promise<void> {
  await visitor.open("/account/login");
  await visitor.fill("Email", email);
  await visitor.fill("Password:", password);
  await visitor.press("Login");
}

export async function logOut(visitor: Visitor): Promise<void> {
  await visitor.open("/account/logout");
  await visitor.press("Logout");
  await visitor.at("/");
}

export async function person(site: Site, options: { totp?: boolean; recoveryCodes?: string[] } = {}) {
  return site.kit.createUser({ email: newAddress(), password: PASSWORD, ...options });
}

export async function loggedIn(site: Site, visitor: Visitor) {
  const ada = await person(site);
  await giveCredentials(visitor, ada.email);
  await visitor.at(HOME);
  return ada;
}

export async function giveCode(visitor: Visitor, code: string, button: string): Promise<void> {
  await visitor.fill("Code", code);
  await visitor.press(button);
}
