import { createRouter } from "@tanstack/react-router";
import { FailedInFrame } from "../parts/FailedPage.tsx";
import { routeTree } from "./routes.tsx";

export const router = createRouter({
  routeTree,
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
