import type { NextRequest } from "next/server";
import { openAuth } from "../../auth";

/** The code that was mailed to an address: the tests run in another process. */
export async function GET({ nextUrl }: NextRequest): Promise<Response> {
  const { codeFor } = await openAuth();
  return new Response(await codeFor(nextUrl.searchParams.get("email") ?? ""));
}

/** Creates an account. */
export async function POST(request: Request): Promise<Response> {
  const { auth } = await openAuth();
  const { email, password } = await request.json();
  return Response.json(await auth.createUser({ email, password, emailVerified: true, data: { displayName: "Ada" } }));
}
