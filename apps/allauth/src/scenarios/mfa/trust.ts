import { area } from "../../differences/scenario.ts";
import { AUTHENTICATE } from "./factors.ts";

const trust = area("trust");

trust(
  "S208",
  "a browser is trusted",
  async (t) => {
    const ada = await t.user({ totp: true });
    await t.login(ada);
    await t.post(AUTHENTICATE, { code: await t.totp(ada.totpSecret) });
    await t.get("auth/session");
    await t.post("auth/2fa/trust", { trust: true });
    await t.delete("auth/session");
    await t.login(ada);
  },
  { isShort: true },
);
trust("S208b", "a browser is not trusted", async (t) => {
  const ada = await t.user({ totp: true });
  await t.login(ada);
  await t.post(AUTHENTICATE, { code: await t.totp(ada.totpSecret) });
  await t.post("auth/2fa/trust", { trust: false });
  await t.delete("auth/session");
  await t.login(ada);
});
trust("S208c", "trust when nothing waits", async (t) => {
  await t.post("auth/2fa/trust", { trust: true });
  await t.login(await t.user());
  await t.post("auth/2fa/trust", { trust: true });
});
trust("S208d", "trust without an answer", async (t) => {
  const ada = await t.user({ totp: true });
  await t.login(ada);
  await t.post(AUTHENTICATE, { code: await t.totp(ada.totpSecret) });
  await t.post("auth/2fa/trust", {});
});

export const trustScenarios = [trust];
