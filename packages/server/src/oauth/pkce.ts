import { createHash } from "node:crypto";

/** Adds the challenge of RFC 7636 §4.3 to an authorization URL. */
export function addChallenge(url: URL, codeVerifier: string, method: "S256" | "plain" = "S256"): void {
  url.searchParams.set("code_challenge_method", method);
  url.searchParams.set("code_challenge", method === "S256" ? challengeOf(codeVerifier) : codeVerifier);
}

function challengeOf(codeVerifier: string): string {
  return createHash("sha256").update(codeVerifier).digest("base64url");
}
