import { z } from "zod";
import { type ProviderEmail, ProviderError, type ProviderHttp } from "../../ports/provider.ts";
import { flag, parseAs } from "./parse.ts";

const listSchema = z.array(z.object({ email: z.string().min(1).max(320), verified: flag, primary: flag })).max(100);

/**
 * The addresses of an endpoint that lists all of them, as GitHub's and Gitea's do.
 *
 * @returns null when the app may not read them
 */
export async function addressList(
  url: string,
  accessToken: string,
  http: ProviderHttp,
): Promise<ProviderEmail[] | null> {
  const answer = await http.json(url, { bearer: accessToken }).catch((error: unknown) => {
    if (error instanceof ProviderError && error.kind === "refused") return null;
    throw error;
  });
  if (answer === null) return null;
  return parseAs(listSchema, answer, new URL(url).host);
}
