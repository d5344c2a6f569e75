import { isAbsolute } from "node:path";
import { z } from "zod";
import { requireCommandLine } from "../../access/operator.ts";
import type { App } from "../../http/types.ts";
import type { OperationParts } from "../parts.ts";
import { writeBackup } from "./service.ts";

export function backupRoutes(app: App, { store }: OperationParts): void {
  app.post(
    "/api/gatehouse/backup",
    {
      schema: {
        summary: "Write everything into a file on the server; for the command line",
        tags: ["operation"],
        body: z.strictObject({
          file: z
            .string()
            .max(4096)
            .refine(isAbsolute, "must be an absolute path")
            .describe("A file that is not there yet"),
        }),
        response: { 201: z.object({ file: z.string(), rows: z.number(), bytes: z.number() }) },
      },
    },
    async (request, reply) => {
      requireCommandLine(request.actor);
      return reply.status(201).send(await writeBackup(store, request.actor, request.body.file));
    },
  );
}
