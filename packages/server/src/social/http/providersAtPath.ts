import { chooseProviders } from "../../config/social/providers.ts";
import type { Runtime } from "../../engine/request.ts";
import type { Provider } from "../../ports/provider.ts";
import { providerUrl } from "../findProvider.ts";

/** Occurs in no path of an app. */
const ANY_ID = "latchkey-any-id";

/**
 * The providers of a plain HTTP request; where the app chooses them, it is asked only if the path may be that of one.
 *
 * @returns null when the app's function failed, which is reported
 */
export async function providersAtPath(
  { options, providerAuthorities, reportError }: Runtime,
  request: Request,
  template: "providerFormPost" | "providerServerCallback",
): Promise<readonly Provider[] | null> {
  const { providers } = options.social;
  if (typeof providers !== "function") return providers;
  const { pathname, host: ownHost } = new URL(request.url);
  const [before = "", after] = new URL(providerUrl(options, template, ANY_ID)).pathname.split(ANY_ID);
  const isOne = after === undefined ? pathname === before : pathname.startsWith(before) && pathname.endsWith(after);
  if (!isOne) return [];
  const header = (name: string) => request.headers.get(name);
  const asked = { header, host: (header("host") ?? ownHost).toLowerCase(), path: pathname };
  return chooseProviders(providers, asked, providerAuthorities).catch((error: unknown) => {
    reportError(error);
    return null;
  });
}
