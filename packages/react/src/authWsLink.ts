import type { TRPCLink } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { observable } from "@trpc/server/observable";
import { credentialChange } from "./credentialChange.ts";
import { authHeaders } from "./link.ts";
import type { AuthWsLinkOptions } from "./socket.ts";

/**
 * A link in place of `wsLink`, to put after `authLink`. A socket shows who is logged in when it connects, so that it is made
 * anew when that changes, or when the token is renewed. Queries and subscriptions under way begin anew on the new socket, and
 * nothing that was meant for the former user arrives after; for the same user, `tracked` subscriptions go on where they were.
 *
 * It connects with the first call.
 */
export function authWsLink<Router extends AnyRouter>(options: AuthWsLinkOptions<Router>): TRPCLink<Router> {
  return (runtime) => {
    let link: Promise<ReturnType<TRPCLink<Router>>> | undefined;
    return (call) =>
      observable((observer) => {
        link ??= import("./socket.ts").then(({ socketLink }) =>
          socketLink(options, authHeaders, credentialChange)(runtime),
        );
        const begun = link.then((send) => send(call).subscribe(observer), observer.error);
        // A call that is given up before is taken back in the same turn, in which nothing is sent yet.
        return () => void begun.then((subscription) => subscription?.unsubscribe());
      });
  };
}
