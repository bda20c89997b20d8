import type { allowInsecureRequests, customFetch } from "oauth4webapi";
import { ProviderError, type ProviderHttp, type ProviderRequest } from "../../ports/provider.ts";

interface LibraryCall {
  headers: Record<string, string>;
  body?: URLSearchParams | null | undefined;
}

interface LibraryOptions {
  [customFetch]: (url: string, call: LibraryCall) => Promise<Response>;
  [allowInsecureRequests]: true;
}

/** How the body of a request is written: as RFC 6749 requires, or as JSON, for providers that accept nothing else. */
export type BodyEncoding = "form" | "json";

/**
 * Options with which oauth4webapi calls providers only through our limited client, whose responses are successful,
 * JSON, and storable.
 *
 * Its own refusal of http is off, because the limited client refuses it, except on this machine.
 */
export async function callsThrough(http: ProviderHttp, encoding: BodyEncoding = "form"): Promise<LibraryOptions> {
  const oauth = await import("oauth4webapi");
  const fetch = async (url: string, { headers, body }: LibraryCall): Promise<Response> => {
    const { authorization } = headers;
    const answer = await http.json(url, {
      ...(authorization === undefined ? {} : { headers: { authorization } }),
      ...(body === undefined || body === null ? {} : encoded(body, encoding)),
    });
    return Response.json(answer);
  };
  return { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: true };
}

function encoded(body: URLSearchParams, encoding: BodyEncoding): Pick<ProviderRequest, "form" | "json"> {
  return encoding === "json" ? { json: Object.fromEntries(body) } : { form: body };
}

/**
 * An error of oauth4webapi, as a ProviderError. Its code names the failed check; its cause contains tokens and claims,
 * and is dropped.
 */
export function libraryRefusal(what: string, error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
  return new ProviderError("invalid", `${what}: ${code ?? "it cannot be read"}`);
}
