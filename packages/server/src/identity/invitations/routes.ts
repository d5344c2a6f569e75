import { z } from "zod";
import type { App } from "../../http/types.ts";
import type { Identity } from "../identity.ts";
import { OwnId } from "../texts.ts";
import { InvitationAnswer, InvitationsQuery, NewInvitation } from "./schemas.ts";

const tags = ["invitations"];
const PATH = "/api/admin/invitations";
const params = z.strictObject({ id: OwnId });
const Invitation = z.object({ invitation: InvitationAnswer });

/** Inviting people; they accept by registering with the token of the letter. */
export function invitationRoutes(app: App, { invitations }: Identity): void {
  app.get(
    PATH,
    {
      schema: {
        summary: "Invitations, newest first, or by their addresses",
        tags,
        querystring: InvitationsQuery,
        response: { 200: z.object({ invitations: z.array(InvitationAnswer), total: z.number() }) },
      },
    },
    async (request) => invitations.list(request.actor, request.query),
  );
  app.post(
    PATH,
    {
      schema: {
        summary: "Invite an address; what it is to begin with is given by your rights, now and when it is accepted",
        tags,
        body: NewInvitation,
        response: { 201: Invitation },
      },
    },
    async (request, reply) =>
      reply.status(201).send({ invitation: await invitations.create(request.actor, request.body) }),
  );
  app.post(
    `${PATH}/:id/resend`,
    {
      schema: {
        summary: "Send an open invitation again, with another link",
        tags,
        params,
        response: { 200: Invitation },
      },
    },
    async (request) => ({ invitation: await invitations.resend(request.actor, request.params.id) }),
  );
  app.delete(
    `${PATH}/:id`,
    { schema: { summary: "Withdraw an invitation", tags, params, response: { 204: z.null() } } },
    async (request, reply) => {
      await invitations.withdraw(request.actor, request.params.id);
      return reply.status(204).send(null);
    },
  );
}
