import { z } from "zod";
import type { ResolvedOptions } from "../../config/options.ts";
import type { Requirement } from "../../wire/session.ts";
import type { AnswerShape, Operation } from "../operation.ts";
import { operations } from "../operations.ts";
import { answerShapes } from "../shapes/answers.ts";
import { shapes } from "../shapes/named.ts";

type Json = Record<string, unknown>;

const DESCRIPTION = `The headless HTTP protocol of django-allauth, answered by Latchkey.

A **browser** (\`{client}\` is \`browser\`) sends its cookies, and with each change the value of the cookie \`csrftoken\` in
the header \`X-CSRFToken\`. An **app** (\`{client}\` is \`app\`) sends the newest \`meta.session_token\` it was given as
\`X-Session-Token\`; 410 means that the token is gone, so drop it and start again.

401 is a state, not a failure: \`data.flows\` says what can be begun, and what is pending (\`is_pending\`).`;

/**
 * The OpenAPI document of an installation: made of the schemas by which bodies are parsed and answers are typed, with
 * the app's own signup fields.
 */
export function openApiDocument(options: ResolvedOptions, basePath: string): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const path = pathOf(operation, basePath);
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describe(operation, options) };
  }
  return {
    openapi: "3.1.0",
    info: { title: `${options.appName}: authentication`, version: "1", description: DESCRIPTION },
    paths,
    components: { schemas: namedSchemas(), securitySchemes: SECURITY },
  };
}

export function pathOf({ client, path }: Operation, basePath: string): string {
  return `${basePath}/${client ?? "{client}"}/v1/${path}`;
}

const SECURITY = {
  sessionToken: { type: "apiKey", in: "header", name: "X-Session-Token", description: "Apps." },
  csrfToken: { type: "apiKey", in: "header", name: "X-CSRFToken", description: "Browsers, with each change." },
};

function describe(operation: Operation, options: ResolvedOptions): Json {
  const { id, tag, summary, method, client } = operation;
  const body = bodyOf(operation, options);
  const parameters = parametersOf(operation);
  const app = client === "browser" ? [] : [{ sessionToken: [] }];
  const browser = client === "app" ? [] : [method === "GET" ? {} : { csrfToken: [] }];
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === null ? {} : { requestBody: body }),
    security: [...browser, ...app],
    responses: Object.fromEntries(
      Object.entries(answerShapes(operation)).map(([status, shape]) => [status, responseOf(Number(status), shape)]),
    ),
  };
}

function parametersOf({ client, keyHeader, flag }: Operation): Json[] {
  const text = { type: "string" };
  return [
    ...(client === undefined
      ? [{ name: "client", in: "path", required: true, schema: { type: "string", enum: ["browser", "app"] } }]
      : []),
    ...(keyHeader === undefined ? [] : [{ name: keyHeader, in: "header", required: true, schema: text }]),
    ...(flag === undefined
      ? []
      : [
          {
            name: flag,
            in: "query",
            required: false,
            allowEmptyValue: true,
            schema: text,
            description: "Being there is enough.",
          },
        ]),
  ];
}

function bodyOf(operation: Operation, options: ResolvedOptions): Json | null {
  const body = documentedBody(operation, options);
  const type = operation.isForm ? "application/x-www-form-urlencoded" : "application/json";
  return body === null ? null : { required: true, content: { [type]: body } };
}

/** The schema of a body; null for an operation that has none. */
export function documentedBody({ body, signup }: Operation, options: ResolvedOptions): { schema: Json } | null {
  if (body === undefined) return null;
  return { schema: schemaOf(signup === undefined ? body : signupFields(options, signup), "input") };
}

/** What a signup asks for here, with the app's own fields. */
function signupFields({ account }: ResolvedOptions, { password }: NonNullable<Operation["signup"]>): z.ZodObject {
  const { email, username, phone, password: secret, fields } = account.signup;
  const asked = (name: string, requirement: Requirement) =>
    requirement === "off" ? {} : { [name]: requirement === "required" ? z.string() : z.string().optional() };
  return z.object({
    ...asked("email", email),
    ...asked("username", username),
    ...asked("phone", phone),
    ...(password ? asked("password", secret) : {}),
    ...fields?.shape,
  });
}

/** What an answer means, by status. */
export const DESCRIPTIONS: Readonly<Record<number, string>> = {
  200: "Done.",
  202: "Accepted: a code was sent.",
  302: "The browser goes on, to the provider or to the front end.",
  400: "The input is wrong.",
  401: "Nobody is logged in, or the user must authenticate again.",
  403: "Not allowed.",
  404: "There is no such thing, or it is not enabled.",
  409: "This is not possible at this point.",
  410: "The session token is gone.",
  413: "The body is too long.",
  429: "Too many requests.",
  503: "Too busy; nothing was changed.",
};

function responseOf(status: number, shape: AnswerShape | null): Json {
  const headers = { headers: { "Retry-After": { schema: { type: "integer" }, description: "Seconds." } } };
  return {
    description: DESCRIPTIONS[status] ?? "",
    ...(status === 429 ? headers : {}),
    ...(shape === null
      ? { headers: { Location: { schema: { type: "string" } } } }
      : { content: { "application/json": { schema: schemaOf(shape, "output") } } }),
  };
}

/** One that is named is referred to. What JSON cannot say, such as a transformation of the app's, may be anything. */
function schemaOf(shape: z.ZodType, io: "input" | "output"): Json {
  const {
    $schema: _dialect,
    $defs: _named,
    ...schema
  } = z.toJSONSchema(shape, {
    metadata: shapes,
    io,
    unrepresentable: "any",
    override: ({ jsonSchema }) => closeNothing(jsonSchema),
  });
  return withReferences(schema);
}

/** Clients must accept what later versions add. */
function closeNothing(schema: Json): void {
  if (schema["additionalProperties"] === false) delete schema["additionalProperties"];
}

function namedSchemas(): Json {
  const { schemas } = z.toJSONSchema(shapes, {
    uri: (id) => `${COMPONENTS}${id}`,
    override: ({ jsonSchema }) => closeNothing(jsonSchema),
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _dialect, $id: _uri, ...schema }]) => [name, schema]),
  );
}

const COMPONENTS = "#/components/schemas/";

/** Zod refers to what it has named within the same schema; here, that is in one place for all. */
function withReferences(schema: Json): Json {
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', `"$ref":"${COMPONENTS}`);
  // It was JSON before.
  return JSON.parse(text) as Json;
}
