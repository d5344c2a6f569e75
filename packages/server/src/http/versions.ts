import type { FastifyReply, FastifyRequest } from "fastify";
import { problem } from "./problem.ts";

/** The `ETag` of a row's version. */
export const etag = (version: number): string => `"v${version}"`;

/**
 * `If-Match` of a write, where it was sent, must name the version that is about to be changed.
 * @throws {Problem} `version-mismatch`
 */
export function requireVersion(request: FastifyRequest, version: number): void {
  const wanted = request.headers["if-match"];
  if (wanted === undefined || wanted === "*") return;
  const tags = wanted.split(",").map((tag) => tag.trim());
  if (!tags.includes(etag(version))) throw problem("version-mismatch", { detail: `it is at ${etag(version)} now` });
}

/** Every answer to a write carries the revision for which it is true. */
export function sendRevision(reply: FastifyReply, revision: number): FastifyReply {
  return reply.header("Gatehouse-Revision", revision);
}
