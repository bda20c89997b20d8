import type { ResolvedOptions } from "../config/options.ts";

/** A link into the front end. Always under `origin`: the host in a request is never trusted. */
export function frontEndUrl({ origin }: Pick<ResolvedOptions, "origin">, template: string, key = ""): string {
  return new URL(template.replaceAll("{key}", encodeURIComponent(key)), origin).href;
}
