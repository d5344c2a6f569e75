import { z } from "zod";
import type { App } from "../../http/types.ts";
import { sendRevision } from "../../http/versions.ts";
import type { Identity } from "../identity.ts";
import { OwnId } from "../texts.ts";
import { LeavingAnswer, LeavingBody, LeavingPreview } from "./schemas.ts";
import { Leaving } from "./service.ts";

const tags = ["users"];
const params = z.strictObject({ id: OwnId });

/** Somebody leaves: looked at before, and done in one step. */
export function leavingRoutes(app: App, identity: Identity): void {
  const leaving = new Leaving(identity);
  app.post(
    "/api/admin/users/:id/leaving/preview",
    {
      schema: {
        summary: "What would end if a person left, and who would lose what; nothing is written",
        tags,
        params,
        body: LeavingBody,
        response: { 200: LeavingPreview },
      },
    },
    async ({ actor, params: { id }, body }) => leaving.preview(actor, id, body),
  );
  app.post(
    "/api/admin/users/:id/leaving",
    {
      schema: {
        summary:
          "A person leaves: sessions, memberships, roles, capabilities and shares end, the account is deactivated",
        tags,
        params,
        body: LeavingBody,
        response: { 200: LeavingAnswer },
      },
    },
    async ({ actor, params: { id }, body }, reply) => {
      const { revision, result } = await leaving.leave(actor, id, body);
      sendRevision(reply, revision);
      return result;
    },
  );
}
