import { validate } from "@readme/openapi-parser";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { allauthHandler } from "../../src/allauth/allauth.ts";
import { operations } from "../../src/allauth/operations.ts";
import { createTestKit } from "../support/kit.ts";

async function served(options: Parameters<typeof createTestKit>[0] = {}, basePath = "/_allauth") {
  const kit = await createTestKit(options);
  const handler = allauthHandler(kit.auth, { basePath });
  return (form: string) => handler(new Request(`http://localhost:5173${basePath}/openapi.${form}`));
}

/** As far as tests read it. */
interface Document {
  // biome-ignore lint/suspicious/noExplicitAny: the validator checks it, and the tests compare it
  paths: Record<string, any>;
  components: { schemas: Record<string, unknown> };
}

async function documentOf(response: Response): Promise<Document> {
  return (await response.json()) as Document;
}

/** As a document that has yet to be validated. */
function validated(document: Document) {
  return validate(structuredClone(document) as unknown as Parameters<typeof validate>[0]);
}

describe("the OpenAPI document of allauth's protocol", () => {
  it("is valid, and has allauth's 34 paths and 56 operations", async () => {
    const at = await served();
    const document = await documentOf(await at("json"));
    expect(await validated(document)).toEqual({ valid: true, warnings: [], specification: "OpenAPI" });
    const methods = Object.values(document.paths).map((path) => Object.keys(path));
    expect([methods.length, methods.flat().length]).toEqual([34, 56]);
    expect(new Set(operations.map(({ id }) => id)).size).toBe(56);
  });

  it("is the same as YAML, and a page without scripts", async () => {
    const at = await served({ appName: "Acme <b>" });
    const [json, yaml, page] = [await at("json"), await at("yaml"), await at("html")];
    expect(parse(await yaml.text())).toEqual(await json.json());
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("content-security-policy")).toBe("default-src 'none'; style-src 'unsafe-inline'");
    const text = await page.text();
    expect(text).toContain("<h1>Acme &lt;b&gt;: authentication</h1>");
    expect(text).toContain("/_allauth/{client}/v1/auth/webauthn/login");
    expect(text).not.toMatch(/<script|src=|https?:/);
  });

  it("describes this installation: its paths, its signup and the app's own fields", async () => {
    const fields = z.object({ company: z.string().min(2), newsletter: z.boolean().default(false) });
    const signup = { username: "required", email: "optional", fields } as const;
    const at = await served(
      { account: { loginMethods: ["username"], signup, emailVerification: "none" } },
      "/api/_allauth",
    );
    const document = await documentOf(await at("json"));
    const { requestBody } = document.paths["/api/_allauth/{client}/v1/auth/signup"].post;
    expect(requestBody.content["application/json"].schema).toMatchObject({
      required: ["username", "password", "company"],
      properties: { company: { type: "string", minLength: 2 }, newsletter: { type: "boolean", default: false } },
    });
    expect(await validated(document)).toMatchObject({ valid: true });
  });

  it("has only references that lead somewhere", async () => {
    const document = await documentOf(await (await served())("json"));
    const names = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, name = ""]) => name);
    expect(names.length).toBeGreaterThan(100);
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...new Set(names)].filter((name) => !known.includes(name))).toEqual([]);
  });
});
