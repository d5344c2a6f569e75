import type { FastifyReply, FastifyRequest } from "fastify";
import { problem } from "./problem.ts";

/** The `ETag` of a row's version. */
export const etag = (version: number): string => `"v${version}"`;

/**
 * `If-Match` of a write, where it was sent, must name the version that is about to be changed.
 * @throws {Problem} `version-mismatch`
 */
export function requireVersion(request: FastifyRequest, version: number): void {
  requireTag(request.headers["if-match"], etag(version));
}

/** The same for a tag that is no number. @throws {Problem} `version-mismatch` */
export function requireTag(ifMatch: string | undefined, tag: string): void {
  if (ifMatch === undefined || ifMatch === "*") return;
  const tags = ifMatch.split(",").map((one) => one.trim());
  if (!tags.includes(tag)) throw problem("version-mismatch", { detail: `it is at ${tag} now` });
}

/** Every answer to a write carries the revision for which it is true. */
export function sendRevision(reply: FastifyReply, revision: number): FastifyReply {
  return reply.header("Gatehouse-Revision", revision);
}
