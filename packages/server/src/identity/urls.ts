import type { ResolvedOptions } from "../config/options.ts";

/** A link into the front end. Always under `origin`: what a request says of its host is never believed. */
export function frontEndUrl({ origin }: Pick<ResolvedOptions, "origin">, template: string, key = ""): string {
  return new URL(template.replaceAll("{key}", encodeURIComponent(key)), origin).href;
}
