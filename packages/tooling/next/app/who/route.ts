import { openCaller } from "../../server";

/** A route handler that returns the current user. */
export async function GET(): Promise<Response> {
  const caller = await openCaller();
  return Response.json(await caller.mine.me().catch(() => null));
}

/** A route handler that logs in. */
export async function POST(request: Request): Promise<Response> {
  const caller = await openCaller();
  const { email, password } = await request.json();
  const state = await caller.auth.account
    .login({ email, password })
    .catch((error: Error) => ({ error: error.message }));
  return Response.json(state);
}

export async function DELETE(): Promise<Response> {
  const caller = await openCaller();
  return Response.json(await caller.auth.account.logout().catch((error: Error) => ({ error: error.message })));
}
