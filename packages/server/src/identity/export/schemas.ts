import { z } from "zod";
import { code } from "../secondFactor/schemas.ts";
import { AnyPassword } from "../texts.ts";

export const ExportBody = z.strictObject({ ...code, password: AnyPassword.optional() }).nullish();

export const ExportTicket = z.object({
  ticket: z.string().describe("For `GET /api/user/export/download?ticket=…`, once, by this session"),
  expiresAt: z.string().describe("Until then the download has to begin"),
});

export const DownloadQuery = z.strictObject({ ticket: z.string().regex(/^[0-9a-f]{64}$/, "must be a ticket") });

export const ExportAsked = z.object({ message: z.string() });
