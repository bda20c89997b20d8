import type { TRPCLink } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { observable } from "@trpc/server/observable";
import { credentialChange } from "./credentialChange.ts";
import { authHeaders } from "./link.ts";
import type { AuthWsLinkOptions } from "./socket.ts";

/**
 * A link in place of `wsLink`, to put after `authLink`. A socket presents the session when it connects, so it
 * reconnects when that changes, or when the token is renewed. Queries and subscriptions in progress restart on the new
 * socket, and nothing that was meant for the former user arrives afterwards; for the same user, `tracked` subscriptions
 * continue where they were. A mutation that was not sent yet fails when the user changes.
 *
 * It connects with the first call.
 */
export function authWsLink<Router extends AnyRouter>(options: AuthWsLinkOptions<Router>): TRPCLink<Router> {
  return (runtime) => {
    let link: Promise<ReturnType<TRPCLink<Router>>> | undefined;
    let otherUsers = 0;
    credentialChange.listen((isSameUser) => {
      if (isSameUser !== true) otherUsers++;
    });
    return (call) =>
      observable((observer) => {
        const before = otherUsers;
        link ??= import("./socket.ts").then(({ socketLink }) =>
          socketLink(options, authHeaders, credentialChange)(runtime),
        );
        const begun = link
          .then((send) => {
            if (call.op.type === "mutation" && before !== otherUsers) throw new Error("The user has changed.");
            return send(call).subscribe(observer);
          })
          .catch(observer.error);
        // A call that is cancelled earlier is removed in the same turn, in which nothing has been sent yet.
        return () => void begun.then((subscription) => subscription?.unsubscribe());
      });
  };
}
