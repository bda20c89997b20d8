import type { ResolvedOptions } from "../../config/options.ts";
import { operations } from "../operations.ts";
import { DESCRIPTIONS, documentedBody, openApiDocument, pathOf } from "./document.ts";
import { openApiPage, type ShownSection } from "./page.ts";

const TYPES = { json: "application/json", yaml: "application/yaml", html: "text/html; charset=utf-8" } as const;

/** The form of the document that a path asks for; null for any other path. @param path below the base */
export function formOf(path: string): keyof typeof TYPES | null {
  const [, form] = /^\/openapi\.(json|yaml|html)$/.exec(path) ?? [];
  return form === "json" || form === "yaml" || form === "html" ? form : null;
}

/** The OpenAPI document: the same for everybody, so that caches may keep it. */
export async function serveDocument(
  form: keyof typeof TYPES,
  { options, basePath }: { options: ResolvedOptions; basePath: string },
): Promise<Response> {
  const headers = {
    "content-type": TYPES[form],
    "cache-control": "public, max-age=300",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "x-content-type-options": "nosniff",
  };
  return new Response(await written(form, options, basePath), { headers });
}

async function written(form: keyof typeof TYPES, options: ResolvedOptions, basePath: string): Promise<string> {
  if (form === "html") {
    const links = ["json", "yaml"].map((other) => `${basePath}/openapi.${other}`);
    return openApiPage(`${options.appName}: authentication`, sectionsOf(options, basePath), links);
  }
  const document = openApiDocument(options, basePath);
  if (form === "json") return JSON.stringify(document);
  // Loaded on first use only.
  const { stringify } = await import("yaml");
  return stringify(document, { aliasDuplicateObjects: false });
}

function sectionsOf(options: ResolvedOptions, basePath: string): ShownSection[] {
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  return tags.map((tag) => ({
    tag,
    operations: operations
      .filter((operation) => operation.tag === tag)
      .map((operation) => {
        const { schema } = documentedBody(operation, options) ?? {};
        return {
          method: operation.method,
          path: pathOf(operation, basePath),
          summary: operation.summary,
          body: schema === undefined ? null : JSON.stringify(schema, null, 2),
          answers: Object.keys({ ...operation.answers }).map((status) => `${status}: ${DESCRIPTIONS[Number(status)]}`),
        };
      }),
  }));
}
