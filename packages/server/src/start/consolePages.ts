import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import { problem } from "../http/problem.ts";
import type { App } from "../http/types.ts";

/** Where the built console lies: beside this package, in the repository as in an installation. */
const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "../../../console/dist");

/** The console, with its shell for every path of its own; and clear answers for what is not there. */
export async function consolePages(app: App, compression: boolean): Promise<boolean> {
  const isBuilt = existsSync(join(FOLDER, "index.html"));
  if (isBuilt)
    await app.register(async (scope) => {
      scope.addHook("onRoute", (route) => {
        route.config = { ...route.config, auth: "none" };
        route.schema = { ...route.schema, hide: true };
      });
      await scope.register(fastifyStatic, {
        root: join(FOLDER, "assets"),
        prefix: "/assets/",
        immutable: true,
        maxAge: "365d",
        index: false,
        // The build compresses them as small as can be (scripts/compress.mjs).
        preCompressed: compression,
      });
    });
  const shell = isBuilt ? await readFile(join(FOLDER, "index.html"), "utf8") : null;
  app.setNotFoundHandler(async (request, reply) => {
    const isPage =
      (request.method === "GET" || request.method === "HEAD") &&
      !/^\/(api|docs|v1|oauth|assets)(\/|$)/.test(request.url.split("?", 1)[0] ?? "");
    if (!isPage)
      throw problem("route-not-found", {
        detail: `there is no \`${request.method} ${request.url.split("?", 1)[0]?.slice(0, 200)}\``,
      });
    if (shell === null) throw problem("route-not-found", { detail: "the console is not built" });
    return reply.type("text/html; charset=utf-8").header("Cache-Control", "no-store").send(shell);
  });
  return isBuilt;
}
