import { ProviderError, type ProviderProfile } from "../../ports/provider.ts";
import { parseAs, uid } from "./parse.ts";

/** The result of the app's own mapping. @throws ProviderError when it fails on the response, or finds no id */
export async function appProfile(who: string, map: () => Promise<ProviderProfile>): Promise<ProviderProfile> {
  try {
    const made = await map();
    return { ...made, uid: parseAs(uid, made.uid, who) };
  } catch (cause) {
    if (cause instanceof ProviderError) throw cause;
    throw new ProviderError("invalid", `${who}: the answer could not be read`, { cause });
  }
}
