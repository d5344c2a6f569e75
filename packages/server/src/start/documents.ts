import { createHash } from "node:crypto";
import { problems } from "../http/problems.ts";
import type { App } from "../http/types.ts";

/** What a program or a person reads about this server: the OpenAPI document, its reference page, and the errors. */
export async function documentRoutes(app: App): Promise<void> {
  app.get("/api/openapi.json", { config: { auth: "none" }, schema: { hide: true } }, async () => app.swagger());
  const { default: reference } = await import("@scalar/fastify-api-reference");
  await app.register(async (scope) => {
    // The reference page starts its script in line, and brings its own styles.
    scope.addHook("onSend", async (_request, reply, payload) => {
      const isPage = typeof payload === "string" && `${reply.getHeader("content-type")}`.startsWith("text/html");
      const scripts = isPage ? inlineScripts(payload).map(hashOf) : [];
      reply.header(
        "Content-Security-Policy",
        `default-src 'self'; script-src ${["'self'", ...scripts].join(" ")}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      );
    });
    scope.addHook("onRoute", (route) => {
      route.config = { ...route.config, auth: "none" };
    });
    await scope.register(reference, {
      routePrefix: "/docs/api",
      configuration: {
        url: "/api/openapi.json",
        withDefaultFonts: false,
        telemetry: false,
        // Nothing that would lead to, or ask, a service of somebody else.
        showDeveloperTools: "never",
        hideClientButton: true,
        agent: { disabled: true },
        mcp: { disabled: true },
        customCss: 'a[href*="scalar.com"] { display: none }',
        pageTitle: "API of Gatehouse",
      },
    });
  });
  app.get("/docs/errors", { config: { auth: "none" }, schema: { hide: true } }, async (_request, reply) =>
    reply.type("text/html; charset=utf-8").send(errorPage()),
  );
}

/** The scripts that stand in a page themselves. */
const inlineScripts = (html: string): string[] =>
  [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, text = ""]) => text);

/** A script as a Content-Security-Policy allows it: this text and no other. */
const hashOf = (script: string) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`;

function errorPage(): string {
  const rows = Object.entries(problems).map(
    ([code, { status, title, help }]) =>
      `<section id="${code}"><h2><code>${code}</code></h2><p><strong>${status}</strong> ${escaped(title)}</p><p>${escaped(help)}</p></section>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Errors of Gatehouse</title><style>body{font:1rem/1.5 system-ui;max-width:44rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}code{font-size:1rem}</style></head><body><main><h1>Errors</h1><p>Every error is a problem detail (RFC 9457) with one of these codes.</p>${rows.join("")}</main></body></html>`;
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
