import type { ChallengePort } from "../../src/ports/challenge/challenges.ts";
import type { TestClient } from "../../src/testing.ts";

export interface TestChallenge {
  port: ChallengePort;
  /** The tokens that were verified. */
  verified: string[];
}

/** A challenge that any token beginning with `right` solves; `down` finds nobody to verify it. */
export function testChallenge(): TestChallenge {
  const verified: string[] = [];
  const port: ChallengePort = {
    kind: "question",
    create: ({ action }) => ({ question: `how do you ${action}?` }),
    async verify(token, { now }) {
      verified.push(token);
      if (token === "down") return { status: "unavailable", reason: "nobody is there" };
      if (token === "thrown") throw new Error("the port fails");
      if (!token.startsWith("right")) return { status: "wrong" };
      return { status: "solved", id: token, expiresAt: new Date(now.getTime() + 300_000) };
    },
  };
  return { port, verified };
}

/** The refusal of a call that must solve a challenge. */
export function challenged(action: "login" | "signup" | "reset" | "code") {
  return {
    trpc: "FORBIDDEN",
    codes: ["challenge_required"],
    challenge: { kind: "question", action, parameters: { question: `how do you ${action}?` } },
  };
}

let solved = 0;

/** Sends a solution that was not used before with the client's next calls. */
export function solve<Client extends Pick<TestClient<never>, "headers">>(client: Client, token?: string): Client {
  solved += 1;
  client.headers["x-latchkey-challenge"] = token ?? `right-${solved}`;
  return client;
}

/** Sends a new solution with each of the client's calls. */
export function solveEach<Client extends Pick<TestClient<never>, "headers">>(client: Client): Client {
  const get = () => {
    solved += 1;
    return `right-${solved}`;
  };
  Object.defineProperty(client.headers, "x-latchkey-challenge", { get, enumerable: true });
  return client;
}

/** The user's own login by email address and password. */
export function loginOf({ email, password }: { email: string; password: string }) {
  return { email, password };
}
