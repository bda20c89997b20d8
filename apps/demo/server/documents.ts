import type { IncomingMessage, ServerResponse } from "node:http";
import type { Api } from "./api.ts";

/** Answers what browsers and password managers look for below `/.well-known`. @returns whether it did */
export async function answerDocument(api: Api, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const { method = "GET", url = "/" } = request;
  if (method !== "GET" || !url.startsWith("/.well-known/")) return false;
  const answer = await api.document(url);
  if (answer === null) return false;
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(await answer.text());
  return true;
}
