import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `npm run dev` serves the console from here; the API stays with the server beside it.
const server = process.env.GATEHOUSE_URL ?? "http://localhost:3080";

export default defineConfig({
  plugins: [react()],
  server: { proxy: { "/api": server, "/healthz": server, "/oauth": server } },
  build: { target: "es2023", sourcemap: false, assetsInlineLimit: 0 },
});
