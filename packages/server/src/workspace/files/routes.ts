import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { closureSeen } from "../../access/closureSeen.ts";
import type { App } from "../../http/types.ts";
import { readForm, uploadRoutes } from "../../http/uploads.ts";
import { sendRevision } from "../../http/versions.ts";
import type { Configs } from "../parts.ts";
import {
  AgentFile,
  AgentFilesParams,
  DeleteBody,
  DownloadParams,
  DownloadUrl,
  FileConfig,
  FileParams,
  FileRecord,
  Message,
  Preview,
  Uploaded,
  UploadFields,
  Usage,
  UsageBody,
} from "./schemas.ts";
import type { Files } from "./service.ts";

const tags = ["Files"];

/** LibreChat's files. */
export function fileRoutes(app: App, files: Files, configs: Configs): void {
  app.get(
    "/api/files",
    { schema: { tags, summary: "One's files, newest first", response: { 200: z.array(FileRecord) } } },
    async ({ actor }) => files.list(actor),
  );
  app.get(
    "/api/files/config",
    {
      schema: { tags, summary: "`fileConfig` of `librechat.yaml`; sizes in MB", response: { 200: FileConfig } },
    },
    async ({ actor }) => ({ ...configs.of(actor).fileConfig }),
  );
  app.get(
    "/api/files/download/:userId/:file_id",
    {
      schema: {
        tags,
        summary: "The bytes of a file; always to be saved, never to be shown",
        params: DownloadParams,
        response: { 200: z.any() },
      },
    },
    async ({ actor, params }, reply) => {
      const { file, content } = await files.download(actor, params.file_id);
      return reply
        .header("Content-Disposition", `attachment; filename*=UTF-8''${encoded(file.filename)}`)
        .header("Content-Length", file.bytes)
        .header("Content-Security-Policy", "sandbox; default-src 'none'")
        .header("X-File-Metadata", encodeURIComponent(JSON.stringify(file)))
        .type("application/octet-stream")
        .serializer((body: unknown) => body as string)
        .send(content);
    },
  );
  app.get(
    "/api/files/download-url/:userId/:file_id",
    {
      schema: {
        tags,
        summary:
          "An address in a store of files, of which there is none: LibreChat's client fetches the file itself then",
        params: DownloadParams,
        response: { 200: DownloadUrl, 501: z.string() },
      },
    },
    async ({ actor, params }, reply) => {
      await files.requireViewable(actor, params.file_id);
      return reply
        .status(501)
        .type("text/plain")
        .serializer((body: unknown) => body as string)
        .send("Files have no address of their own here; fetch them from /api/files/download");
    },
  );
  app.get(
    "/api/files/:file_id/preview",
    {
      schema: {
        tags,
        summary: "The beginning of a file that is a text",
        params: FileParams,
        response: { 200: Preview },
      },
    },
    async ({ actor, params }) => files.preview(actor, params.file_id),
  );
  app.get(
    "/api/files/agent/:agent_id",
    {
      schema: {
        tags,
        summary: "The files that an agent is lent, for its editors",
        params: AgentFilesParams,
        response: { 200: z.array(AgentFile) },
      },
    },
    async ({ actor, params }) => files.ofAgent(actor, params.agent_id),
  );
  app.post(
    "/api/files/usage",
    {
      schema: {
        tags,
        summary: "Keep uploads that wait for their message an hour longer",
        body: UsageBody,
        response: { 200: Usage },
      },
    },
    async ({ actor, body }) => ({ held: await files.hold(actor, body.file_ids) }),
  );
  app.delete(
    "/api/files",
    {
      schema: {
        tags,
        summary: "Delete files, or take them from an agent's tool; all of these or none",
        body: DeleteBody,
        response: { 200: Message },
      },
    },
    async ({ actor, body }, reply) => {
      const revision = await files.removeOrUnlink(actor, body);
      return sendRevision(reply, revision).send({ message: "Files deleted successfully" });
    },
  );
  const upload = async (request: FastifyRequest) => {
    const { actor } = request;
    await files.begin(actor, request.ip);
    const { file, fields } = await readForm(request, UploadFields, {
      take: ({ name, type, content }) => files.bring(actor, { filename: name, said: type, content }),
      drop: (brought) => files.drop(actor, brought),
    });
    return {
      message: "File uploaded and processed successfully",
      ...(await files.keep(actor, file, fields, closureSeen(request))),
    };
  };
  uploadRoutes(app, (scope) => {
    for (const path of ["/api/files", "/api/files/images"])
      scope.post(
        path,
        {
          config: { upload: true },
          schema: { tags, summary: "Upload a file, as a stream", response: { 200: Uploaded } },
        },
        upload,
      );
  });
}

/** RFC 5987. */
const encoded = (text: string) =>
  encodeURIComponent(text).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
