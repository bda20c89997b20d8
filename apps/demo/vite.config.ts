import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: {
    alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) },
    // The workspace's packages are read from their sources, so that nothing has to be built first.
    conditions: ["@latchkey/source", ...defaultClientConditions],
  },
  // Of the 1,700 icons only those that are used are read.
  build: { reportCompressedSize: false, rolldownOptions: { experimental: { lazyBarrel: true } } },
  // The modules of the first page are prepared before they are requested.
  server: { warmup: { clientFiles: ["./src/main.tsx"] } },
  // Listed, because dependencies that Vite discovers later make it reload the page.
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
