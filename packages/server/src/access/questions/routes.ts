import { z } from "zod";
import type { App } from "../../http/types.ts";
import { AnswerBody, CheckBody, ExplainBody, ExplanationBody, ListBody, SubjectsBody } from "./schemas.ts";
import type { Questions } from "./service.ts";

const tags = ["access"];

export function questionRoutes(app: App, questions: Questions): void {
  app.post(
    "/api/access/check",
    {
      config: { keys: "reads" },
      schema: {
        summary: "May somebody do something? One question, or up to 1,000",
        tags,
        body: CheckBody,
        response: { 200: z.union([AnswerBody, z.object({ answers: z.array(AnswerBody) })]) },
      },
    },
    async ({ actor, body }) =>
      "checks" in body
        ? { answers: await questions.checkManyInTurns(actor, body.checks) }
        : questions.checkOne(actor, body),
  );
  app.quick.post("/api/access/check", (actor, body) => {
    const asked = CheckBody.parse(body);
    return JSON.stringify(
      "checks" in asked ? { answers: questions.checkMany(actor, asked.checks) } : questions.check(actor, asked),
    );
  });
  app.post(
    "/api/access/list",
    {
      config: { keys: "reads" },
      schema: {
        summary: "The resources of a type on which somebody may do something",
        tags,
        body: ListBody,
        response: {
          200: z.object({
            resources: z.array(z.string()),
            next: z.string().nullable(),
            revision: z.number(),
            count: z.object({ count: z.number(), exact: z.boolean() }).optional(),
          }),
        },
      },
    },
    async ({ actor, body }) => questions.list(actor, body),
  );
  const Named = z.object({ name: z.string().nullable() });
  app.post(
    "/api/access/subjects",
    {
      schema: {
        summary: "Who may do something on a resource",
        tags,
        body: SubjectsBody,
        response: {
          200: z.object({
            subjects: z.array(
              Named.extend({
                subject: z.string(),
                reason: z.string().optional(),
                through: z.array(Named.extend({ principal: z.string() })).optional(),
              }),
            ),
            next: z.string().nullable(),
            principals: z.array(Named.extend({ principal: z.string() })),
            revision: z.number(),
          }),
        },
      },
    },
    async ({ actor, body }) => questions.subjects(actor, body),
  );
  app.post(
    "/api/access/explain",
    {
      schema: {
        summary: "Why somebody may, or may not, do something",
        tags,
        body: ExplainBody,
        response: { 200: ExplanationBody },
      },
    },
    async ({ actor, body }) => questions.explain(actor, body),
  );
}
