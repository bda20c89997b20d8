import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Handles the requests that are not for the API. */
export interface FrontEnd {
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The pages from their sources: changes are visible immediately. */
export async function openSources(server: Server, dataFolder: string): Promise<FrontEnd> {
  const { createServer } = await import("vite");
  const vite = await createServer({
    root: ROOT,
    // In the data folder, so that two demos do not prepare their modules in one place.
    cacheDir: join(dataFolder, "vite"),
    appType: "spa",
    server: { middlewareMode: true, ws: { server } },
  });
  return { handle: (request, response) => vite.middlewares(request, response), close: () => vite.close() };
}

/** The pages built by `vite build`. @param folder where they are */
export async function openBuilt(folder: string): Promise<FrontEnd> {
  const { default: sirv } = await import("sirv");
  const files = sirv(folder, { single: true });
  return {
    handle: (request, response) => files(request, response, () => void response.writeHead(404).end()),
    close: async () => {},
  };
}
