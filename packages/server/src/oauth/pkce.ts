/** Adds the challenge of RFC 7636 §4.3 to an authorization URL. */
export async function addChallenge(url: URL, codeVerifier: string, method: "S256" | "plain" = "S256"): Promise<void> {
  const { calculatePKCECodeChallenge } = await import("oauth4webapi");
  url.searchParams.set("code_challenge_method", method);
  url.searchParams.set(
    "code_challenge",
    method === "S256" ? await calculatePKCECodeChallenge(codeVerifier) : codeVerifier,
  );
}
