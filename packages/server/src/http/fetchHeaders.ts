import { cookieName, keptFor, mergeCookies, type ResponseHeaders, uncacheable } from "./responseHeaders.ts";

/**
 * Keeps our cookies and cache headers in the `resHeaders` of tRPC's fetch adapter.
 *
 * After the procedures have run, the adapter writes the result of the app's `responseMeta` into the same headers: a
 * plain object with `set`, which would replace our `set-cookie` and `cache-control`.
 */
export function fetchHeaders(headers: Headers): ResponseHeaders {
  return keptFor(headers, keepFor);
}

function keepFor(headers: Headers): ResponseHeaders {
  const cookies = new Map<string, string>();
  const append = headers.append.bind(headers);
  const set = headers.set.bind(headers);
  const remove = headers.delete.bind(headers);
  const restoreCookies = () => {
    const all = mergeCookies(headers.getSetCookie(), cookies);
    remove("set-cookie");
    for (const cookie of all) append("set-cookie", cookie);
  };
  const restore = () => {
    // Queries set no cookies, and most calls are queries.
    if (cookies.size > 0) restoreCookies();
    set("cache-control", uncacheable(headers.get("cache-control") ?? ""));
  };
  Object.assign(headers, {
    append(name: string, value: string) {
      append(name, value);
      restore();
    },
    set(name: string, value: string) {
      set(name, value);
      restore();
    },
    delete(name: string) {
      remove(name);
      restore();
    },
  });
  return {
    addCookie(serialized) {
      cookies.set(cookieName(serialized), serialized);
      restore();
    },
    set: (name, value) => headers.set(name, value),
    markPrivate: restore,
  };
}
