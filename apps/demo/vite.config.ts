import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: {
    alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) },
    // The workspace's packages are read from their sources: nothing has to be built first.
    conditions: ["@latchkey/source", ...defaultClientConditions],
  },
  // What the first page needs is made ready while nobody waits for it.
  server: { warmup: { clientFiles: ["./src/main.tsx"] } },
  // Named, because what Vite only finds later makes it reload the page.
  optimizeDeps: {
    include: [
      "react",
      "react/jsx-runtime",
      "react/jsx-dev-runtime",
      "react-dom",
      "react-dom/client",
      "@simplewebauthn/browser",
      "@tanstack/react-query",
      "@tanstack/react-router",
      "@trpc/client",
      "@trpc/server/observable",
      "@trpc/tanstack-react-query",
      "class-variance-authority",
      "clsx",
      "input-otp",
      "libphonenumber-js/min",
      "lucide-react",
      "radix-ui",
      "react-hook-form",
      "sonner",
      "sugar-high/core",
      "sugar-high/lang/typescript",
      "tailwind-merge",
    ],
  },
});
