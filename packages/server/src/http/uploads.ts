import type { Readable } from "node:stream";
import multipart from "@fastify/multipart";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { Problem, problem } from "./problem.ts";
import type { App } from "./types.ts";

export interface UploadedFile {
  /** As the sender calls it; not a path. */
  name: string;
  /** As the sender says; nothing is believed of it. */
  type: string;
  bytes: Buffer;
}

/**
 * Routes that take a form with a file (`multipart/form-data`), in a scope of their own: every other route goes on refusing such a body.
 * Give them `config: { upload: true }`, which says so in the OpenAPI document.
 */
export function uploadRoutes(app: App, routes: (scope: App) => void): void {
  app.register(async (scope) => {
    await scope.register(multipart, {
      limits: { files: 1, fields: 20, fieldNameSize: 100, fieldSize: 4_096, parts: 21, headerPairs: 50 },
    });
    routes(scope as unknown as App);
  });
}

/**
 * The one file of a form, whole.
 * @param most bytes
 * @throws {Problem} `media-type-unsupported`, `body-too-large`, `request-invalid`
 */
export async function readOneFile(request: FastifyRequest, most: number): Promise<UploadedFile> {
  requireForm(request);
  const tooLarge = () => problem("body-too-large", { detail: `a file may have ${most} bytes at most` });
  // Said before all of it came; the bytes are counted all the same.
  if (Number(request.headers["content-length"] ?? 0) > most + FORM_ITSELF) throw tooLarge();
  try {
    const file = await request.file({ limits: { fileSize: most } });
    if (!file) throw problem("request-invalid", { detail: "the form has no file" });
    const bytes = await file.toBuffer();
    return { name: file.filename, type: file.mimetype, bytes };
  } catch (error) {
    dropRest(request);
    if (error instanceof Problem) throw error;
    if (error instanceof Error && "code" in error && error.code === "FST_REQ_FILE_TOO_LARGE") throw tooLarge();
    throw problem("request-invalid", { detail: "the form could not be read", cause: error });
  }
}

function requireForm(request: FastifyRequest): void {
  if (!request.isMultipart())
    throw problem("media-type-unsupported", { detail: "the body must be a form with a file, `multipart/form-data`" });
  const { "content-encoding": encoding = "identity" } = request.headers;
  if (encoding.toLowerCase() !== "identity")
    throw problem("media-type-unsupported", { detail: "a body is sent as it is, without `Content-Encoding`" });
}

interface FilePart {
  name: string;
  type: string;
  content: Readable;
}

/**
 * A form with one file and fields around it, in any order; the file goes through `take` as a stream.
 * @throws {Problem} `media-type-unsupported`, `request-invalid`, and what `take` throws; what was taken is dropped then
 */
export async function readForm<Fields, Taken>(
  request: FastifyRequest,
  fields: z.ZodType<Fields>,
  { take, drop }: { take(file: FilePart): Promise<Taken>; drop(taken: Taken): Promise<void> },
): Promise<{ file: Taken; fields: Fields }> {
  requireForm(request);
  const given: Record<string, unknown> = {};
  let taken: { file: Taken } | undefined;
  try {
    for await (const part of request.parts({ limits: { fileSize: Number.MAX_SAFE_INTEGER } })) {
      if (part.type === "file")
        taken = { file: await take({ name: part.filename, type: part.mimetype, content: part.file }) };
      else given[part.fieldname] = part.value;
    }
    if (!taken) throw problem("request-invalid", { detail: "the form has no file" });
    const read = fields.safeParse(given);
    if (!read.success) throw problem("request-invalid", { detail: z.prettifyError(read.error) });
    return { file: taken.file, fields: read.data };
  } catch (error) {
    dropRest(request);
    if (taken) await drop(taken.file);
    if (error instanceof Problem) throw error;
    if (isCutOff(request) || isFormFault(error))
      throw problem("request-invalid", { detail: "the form could not be read", cause: error });
    throw error;
  }
}

/**
 * What still comes of a form that is refused is read and dropped: a browser reads the answer when it has sent everything, and its next request
 * comes by the same connection. Beyond a bound the connection ends instead.
 */
function dropRest({ raw }: FastifyRequest): void {
  let bytes = 0;
  raw.unpipe();
  raw.on("data", (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > MOST_DROPPED) raw.destroy();
  });
  raw.resume();
}

/** Whether the sender went away before all of it came: whatever failed then did so for that, and nobody hears the answer. */
const isCutOff = ({ raw }: FastifyRequest): boolean => raw.destroyed && !raw.complete;

/** What the reader of forms throws; a full disk is another matter. */
function isFormFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string") return /^FST_|^ERR_STREAM_PREMATURE_CLOSE$/.test(error.code);
  return true;
}

/** Bytes that are read of a form after it was refused. */
const MOST_DROPPED = 64 * 1_024 * 1_024;
/** Boundaries, headers and fields beside the file. */
const FORM_ITSELF = 128 * 1_024;
