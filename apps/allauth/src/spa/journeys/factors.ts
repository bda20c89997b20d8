import { plugInKey } from "../visitor.ts";
import {
  giveCode,
  giveCredentials,
  HOME,
  type Journey,
  loggedIn,
  logOut,
  mailed,
  newAddress,
  PASSWORD,
  person,
} from "./journey.ts";

export const totp: Journey = {
  name: "authenticator app, recovery codes and reauthentication",
  async run(site, visitor) {
    const ada = await loggedIn(site, visitor);
    await visitor.open("/account/2fa");
    await visitor.follow("Activate");
    const secret = await visitor.page.locator("input[disabled]").inputValue();
    await visitor.page.getByLabel("Authenticator code:").fill(await site.kit.totp({ secret }));
    await visitor.press("Activate");
    await visitor.sees("Authentication using an authenticator app is active.");
    await visitor.sees("There are 10 out of 10 recovery codes available.");
    site.kit.clock.advance(301);
    await visitor.follow("View");
    await visitor.at("/account/reauthenticate");
    await visitor.fill("Password:", PASSWORD);
    await visitor.press("Confirm");
    await visitor.at("/account/2fa/recovery-codes");
    const codes = (await visitor.page.locator("pre").textContent())?.split("\n") ?? [];
    await logOut(visitor);
    await giveCredentials(visitor, ada.email);
    await visitor.page.waitForURL(/\/account\/authenticate\//);
    await visitor.open("/account/authenticate/totp");
    await visitor.fill("Code:", "000000");
    await visitor.press("Sign In");
    await visitor.page.locator("section li, ul li").first().waitFor();
    await visitor.fill("Code:", await site.kit.totp({ secret }));
    await visitor.press("Sign In");
    await visitor.at(HOME);
    await logOut(visitor);
    await giveCredentials(visitor, ada.email);
    await visitor.page.waitForURL(/\/account\/authenticate\//);
    await visitor.open("/account/authenticate/recovery-codes");
    await visitor.fill("Code:", codes[0] ?? "");
    await visitor.press("Sign In");
    await visitor.at(HOME);
    await visitor.open("/account/2fa");
    await visitor.sees("There are 9 out of 10 recovery codes available.");
    site.kit.clock.advance(301);
    await visitor.follow("Deactivate");
    await visitor.press("Deactivate");
    await visitor.page.waitForURL(/\/account\/reauthenticate/);
    await visitor.follow("Use your authenticator app");
    await visitor.fill("Code:", await site.kit.totp({ secret }));
    await visitor.press("Confirm");
    await visitor.at("/account/2fa/totp/deactivate");
    await visitor.press("Deactivate");
    await visitor.sees("An authenticator app is not active..");
  },
};

export const regenerate: Journey = {
  name: "new recovery codes",
  async run(site, visitor) {
    const ada = await person(site, { totp: true, recoveryCodes: ["12345678"] });
    await giveCredentials(visitor, ada.email);
    await visitor.page.waitForURL(/\/account\/authenticate\//);
    await visitor.open("/account/authenticate/totp");
    await visitor.fill("Code:", await site.kit.totp(ada));
    await visitor.press("Sign In");
    await visitor.at(HOME);
    await visitor.open("/account/2fa");
    await visitor.follow("Regenerate");
    await visitor.press("Generate");
    await visitor.sees("There are 10 out of 10 recovery codes available.");
  },
};

export const keys: Journey = {
  name: "security keys and passkeys",
  async run(site, visitor) {
    await plugInKey(visitor);
    const ada = await loggedIn(site, visitor);
    await visitor.open("/account/2fa/webauthn/add");
    await visitor.fill("Name:", "Laptop");
    await visitor.page.getByLabel("Passwordless").check();
    await visitor.press("Add key");
    await visitor.at("/account/2fa/recovery-codes");
    await visitor.open("/account/2fa/webauthn");
    await visitor.sees("Laptop");
    await visitor.sees("Passkey");
    await visitor.press("Edit");
    await visitor.page.getByRole("textbox").fill("Notebook");
    await visitor.page.getByRole("textbox").press("Enter");
    await visitor.sees("Notebook");
    site.kit.clock.advance(301);
    await visitor.open("/account/2fa/recovery-codes");
    await visitor.page.waitForURL(/\/account\/reauthenticate/);
    await visitor.follow("Use security key");
    await visitor.press("Use security key");
    await visitor.at("/account/2fa/recovery-codes");
    await visitor.sees("There are 10 out of 10 recovery codes available.");
    await logOut(visitor);
    await giveCredentials(visitor, ada.email);
    await visitor.page.waitForURL(/\/account\/authenticate\//);
    await visitor.open("/account/authenticate/webauthn");
    await visitor.press("Use security key");
    await visitor.at(HOME);
    await logOut(visitor);
    await visitor.open("/account/login");
    await visitor.press("Sign in with a passkey");
    await visitor.at(HOME);
    await visitor.open("/account/2fa/webauthn");
    await visitor.press("Delete");
    await visitor.at("/account/2fa");
    await visitor.sees("No security keys have been added.");
  },
};

export const passkeySignup: Journey = {
  name: "signup with a passkey",
  async run(site, visitor) {
    await plugInKey(visitor);
    const email = newAddress();
    await visitor.open("/account/signup/passkey");
    await visitor.fill("Email", email);
    await visitor.press("Sign Up");
    await visitor.at("/account/verify-email");
    await giveCode(visitor, await mailed(site, email), "Confirm");
    await visitor.at("/account/signup/passkey/create");
    await visitor.fill("Name", "Phone");
    await visitor.press("Create");
    await visitor.at(HOME);
    await logOut(visitor);
    await visitor.open("/account/login");
    await visitor.press("Sign in with a passkey");
    await visitor.at(HOME);
  },
};
