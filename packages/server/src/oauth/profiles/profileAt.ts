import type { z } from "zod";
import type { ProviderHttp, ProviderProfile, ProviderRequest } from "../../ports/provider.ts";
import { type ProfileParts, parseAs, profileOf } from "./parse.ts";

/**
 * A profile that one endpoint returns for an access token.
 *
 * @param parts the meaning of the response; all of it becomes `raw` unless they set another
 * @param request what the call needs besides the token
 */
export function profileAt<Output>(
  url: string,
  schema: z.ZodType<Output>,
  parts: (answer: Output) => Omit<ProfileParts, "raw"> & { raw?: unknown },
  request: ProviderRequest = {},
): (http: ProviderHttp, accessToken: string) => Promise<ProviderProfile> {
  return async (http, accessToken) => {
    const raw = await http.json(url, { bearer: accessToken, ...request });
    return profileOf({ raw, ...parts(parseAs(schema, raw, new URL(url).host)) });
  };
}
