import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { emailAddresses, flows, oneTimeKeys, users } from "../../src/schema.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";

const { url } = await testDatabase();
if (url === null) throw new Error("this needs a database that outlives a process, which PGlite in memory does not");

describe("a process that is killed", () => {
  it("leaves no half-created account, and no mail unsent", async () => {
    await using kit = await createTestKit();
    const mailed = new Set<string>();
    for (const [round, patience] of [3, 7, 12].entries()) {
      const script = fileURLToPath(new URL("./signUpForever.ts", import.meta.url));
      const flags = ["--conditions=@latchkey/source", "--import", "tsx"];
      const child = spawn(process.execPath, [...flags, script, url, `round${round}-`], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let said = 0;
      for await (const chunk of child.stdout) {
        for (const line of String(chunk).split("\n").filter(Boolean)) mailed.add(line);
        said += 1;
        if (said >= patience) break;
      }
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    const people = await kit.database.select().from(users);
    const addresses = await kit.database.select().from(emailAddresses);
    expect(people.length).toBeGreaterThanOrEqual(10);
    expect(addresses.map(({ userId }) => userId).sort()).toEqual(people.map(({ id }) => id).sort());
    expect(await kit.database.select().from(flows)).toHaveLength(people.length);
    expect(await kit.database.select().from(oneTimeKeys)).toHaveLength(people.length);
    // Everything that the dead processes had stored and not sent is sent from here.
    kit.clock.advance(61);
    while ((await kit.auth.deliverMessages()) > 0);
    for (const { to } of (await kit.delivered()).mails) mailed.add(to);
    expect(addresses.map(({ address }) => address).filter((address) => !mailed.has(address))).toEqual([]);
  }, 60_000);
});
