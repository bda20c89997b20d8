import type { Site } from "../site.ts";
import type { Visitor } from "../visitor.ts";
import {
  giveCode,
  giveCredentials,
  HOME,
  type Journey,
  loggedIn,
  logOut,
  mailed,
  NEW_PASSWORD,
  newAddress,
  PASSWORD,
  person,
} from "./journey.ts";

export const signup: Journey = {
  name: "signup and verification",
  async run(site, visitor) {
    const email = newAddress();
    await visitor.open("/account/signup");
    await visitor.fill("Email", email);
    await visitor.fill("Password:", "x");
    await visitor.fill("Password (again):", "x");
    await visitor.press("Sign Up");
    await visitor.sees(/password/i);
    await visitor.fill("Password:", PASSWORD);
    await visitor.fill("Password (again):", PASSWORD);
    await visitor.press("Sign Up");
    await visitor.at("/account/verify-email");
    const secret = await mailed(site, email);
    if (secret.startsWith("http")) {
      await visitor.open(secret);
      await visitor.press("Confirm");
    } else await giveCode(visitor, secret, "Confirm");
    await visitor.at(HOME);
    await logOut(visitor);
  },
};

export const login: Journey = {
  name: "login",
  async run(site, visitor) {
    const ada = await person(site);
    await visitor.open("/account/email");
    await visitor.at("/account/login");
    await giveCredentials(visitor, ada.email, "wrong");
    await visitor.page
      .locator("li")
      .filter({ hasText: /password/i })
      .first()
      .waitFor();
    await giveCredentials(visitor, ada.email);
    await visitor.at(HOME);
    await logOut(visitor);
  },
};

export const loginByCode: Journey = {
  name: "login by code",
  async run(site, visitor) {
    const ada = await person(site);
    await visitor.open("/account/login/code");
    await visitor.fill("Email", ada.email);
    await visitor.press("Request Code");
    await visitor.at("/account/login/code/confirm");
    await giveCode(visitor, await mailed(site, ada.email), "Sign In");
    await visitor.at(HOME);
  },
};

export const reset: Journey = {
  name: "password reset",
  async run(site, visitor) {
    const ada = await person(site);
    await visitor.open("/account/password/reset");
    await visitor.fill("Email", ada.email);
    await visitor.press("Reset");
    await visitor.sees(/password reset sent|Enter Password Reset Code/i);
    const secret = await mailed(site, ada.email);
    if (secret.startsWith("http")) await visitor.open(secret);
    else await giveCode(visitor, secret, "Confirm");
    await visitor.fill("Password:", NEW_PASSWORD);
    await visitor.fill("Password (again):", NEW_PASSWORD);
    await visitor.press("Reset");
    await visitor.at("/account/login");
    await giveCredentials(visitor, ada.email, NEW_PASSWORD);
    await visitor.at(HOME);
  },
};

export const changePassword: Journey = {
  name: "change of the password",
  async run(site, visitor) {
    const ada = await loggedIn(site, visitor);
    await visitor.open("/account/password/change");
    await visitor.fill("Current password:", PASSWORD);
    await visitor.fill("Password:", NEW_PASSWORD);
    await visitor.fill("Password (again):", NEW_PASSWORD);
    await visitor.press("Change");
    await visitor.at(HOME);
    await logOut(visitor);
    await giveCredentials(visitor, ada.email, NEW_PASSWORD);
    await visitor.at(HOME);
  },
};

export const emails: Journey = {
  name: "addresses",
  async run(site, visitor) {
    await loggedIn(site, visitor);
    const second = newAddress();
    await visitor.open("/account/email");
    await visitor.fill("Email", second);
    await visitor.press("Add");
    const secret = await mailedOnce(site, visitor, second);
    if (secret.startsWith("http")) {
      await visitor.open(secret);
      await visitor.press("Confirm");
    } else {
      await visitor.at("/account/verify-email");
      await giveCode(visitor, secret, "Confirm");
    }
    await visitor.at("/account/email");
    await visitor.page.getByRole("row", { name: second }).getByRole("radio").click();
    await visitor.page.getByRole("row", { name: second }).getByRole("radio", { checked: true }).waitFor();
    await visitor.press("Remove");
    await visitor.page.getByRole("button", { name: "Remove" }).waitFor({ state: "detached" });
  },
};

/** The mail leaves after the answer, which the page shows. */
async function mailedOnce(site: Site, visitor: Visitor, to: string): Promise<string> {
  await visitor.page.waitForLoadState("networkidle");
  return mailed(site, to);
}
