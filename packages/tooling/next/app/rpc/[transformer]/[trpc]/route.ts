import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { openAuth } from "../../../../auth";

interface Parameters {
  params: Promise<{ transformer: string }>;
}

async function handle(req: Request, { params }: Parameters): Promise<Response> {
  const { transformer } = await params;
  const { auth, routers } = await openAuth();
  const router = transformer === "superjson" ? routers.superjson : routers.none;
  return fetchRequestHandler({ endpoint: `/rpc/${transformer}`, req, router, createContext: auth.createContext });
}

export { handle as GET, handle as POST };
