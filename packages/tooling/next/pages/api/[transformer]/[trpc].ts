import { createNextApiHandler } from "@trpc/server/adapters/next";
import type { NextApiRequest, NextApiResponse } from "next";
import { openAuth } from "../../../auth";

export default async function handle(req: NextApiRequest, res: NextApiResponse): Promise<void> {
  const { auth, routers } = await openAuth();
  const router = req.query.transformer === "superjson" ? routers.superjson : routers.none;
  await createNextApiHandler({ router, createContext: auth.createContext })(req, res);
}
