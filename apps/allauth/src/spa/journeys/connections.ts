import { giveCode, giveCredentials, HOME, type Journey, loggedIn, logOut, mailed, newAddress } from "./journey.ts";

export const sessions: Journey = {
  name: "sessions",
  async run(site, visitor, another) {
    const ada = await loggedIn(site, visitor);
    const other = await another();
    await giveCredentials(other, ada.email);
    await other.at(HOME);
    await visitor.open("/account/sessions");
    const rows = visitor.page.locator("tbody tr");
    await rows.nth(1).waitFor();
    await rows.filter({ hasNotText: "⭐" }).getByRole("button").click();
    await rows.nth(1).waitFor({ state: "detached" });
    await other.open("/account/email");
    await other.at("/account/login");
    await rows.first().getByRole("button").click();
    await visitor.at("/");
  },
};

export const social: Journey = {
  name: "social login, signup and connections",
  async run(site, visitor, another) {
    const uid = newAddress();
    const email = newAddress();
    site.issuer.visitor = { sub: uid, name: "Olga" };
    await visitor.open("/account/login");
    await visitor.press("Acme ID");
    await visitor.follow("Continue");
    await visitor.at("/account/provider/signup");
    await visitor.fill("Email", email);
    await visitor.press("Sign Up");
    await visitor.at("/account/verify-email");
    const secret = await mailed(site, email);
    if (secret.startsWith("http")) {
      await visitor.open(secret);
      await visitor.press("Confirm");
    } else await giveCode(visitor, secret, "Confirm");
    await visitor.at(HOME);
    await logOut(visitor);
    await visitor.open("/account/login");
    await visitor.press("Acme ID");
    await visitor.follow("Continue");
    await visitor.at(HOME);
    const other = await another();
    site.issuer.visitor = { sub: newAddress(), email: newAddress(), email_verified: true };
    await loggedIn(site, other);
    await other.open("/account/providers");
    await other.press("Acme ID");
    await other.follow("Continue");
    await other.at("/account/providers");
    await other.press("Disconnect");
    await other.page.getByRole("button", { name: "Disconnect" }).waitFor({ state: "detached" });
  },
};
