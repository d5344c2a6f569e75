import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { messages } from "./vite.messages.ts";
import { startAtOnce } from "./vite.start.ts";

// `npm run dev` serves the console from here; the API stays with the server beside it.
const server = process.env.GATEHOUSE_URL ?? "http://localhost:3080";

export default defineConfig({
  plugins: [messages(), react(), startAtOnce()],
  server: { proxy: { "/api": server, "/healthz": server, "/oauth": server } },
  // What every page needs is one chunk (`vite.start.ts`): a quarter of a megabyte as it is sent.
  build: { target: "es2023", sourcemap: false, assetsInlineLimit: 0, chunkSizeWarningLimit: 1_000 },
});
