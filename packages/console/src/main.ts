import { begin } from "./language/i18n.ts";

// The messages are there before anything that says something: so texts may also stand in constants.
await begin();
await import("./app/start.tsx");
