import type { Check } from "../check.ts";
import { type Found, fine, wrong } from "../finding.ts";

const OLDEST_NODE = 24;

export const node: Check<unknown> = () => [nodeFinding(process.versions.node)];

export function nodeFinding(version: string): Found {
  const detail = `Node ${version}`;
  if (Number.parseInt(version, 10) >= OLDEST_NODE) return fine(detail);
  return wrong({
    code: "node-too-old",
    detail,
    cause: `Gatehouse is made for Node ${OLDEST_NODE} and newer.`,
    advice: `Install Node ${OLDEST_NODE} or newer, and start the server with it.`,
  });
}
