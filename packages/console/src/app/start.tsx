import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./styles.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { isUpdated } from "../api/isUpdated.ts";
import { ProblemError } from "../api/problem.ts";
import { App } from "./App.tsx";

// After an update of the server the parts that this page was built with are gone: begin anew, once a minute at most.
window.addEventListener("vite:preloadError", async () => {
  const last = Number(sessionStorage.getItem("gatehouse-reloaded") ?? 0);
  if (Date.now() - last < 60_000 || !(await isUpdated())) return;
  sessionStorage.setItem("gatehouse-reloaded", String(Date.now()));
  location.reload();
});

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root, {
  onCaughtError: (error) => {
    // What the server refused stands on the page; only faults of the console itself belong into its log.
    if (!(error instanceof ProblemError)) console.error(error);
  },
}).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
