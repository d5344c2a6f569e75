import { createRouter, parseSearchWith, stringifySearchWith } from "@tanstack/react-router";
import { FailedInFrame } from "../parts/FailedPage.tsx";
import { routeTree } from "./routes.tsx";

export const router = createRouter({
  routeTree,
  // All that our addresses say is text: what somebody searches for (`12`, `true`, `-1`) stands in them as it was typed, not as JSON.
  parseSearch: parseSearchWith((text) => text),
  stringifySearch: stringifySearchWith(String),
  defaultPreload: "intent",
  defaultPendingMs: 150,
  defaultErrorComponent: FailedInFrame,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
