import { z } from "zod";
import type { App } from "../../http/types.ts";
import type { Identity } from "../identity.ts";
import { SessionCookies } from "../sessions/cookies.ts";
import { clientOf } from "../sessions/routes.ts";
import { SignedInAnswer } from "../sessions/schemas.ts";
import {
  BackupCodesAnswer,
  CodeBody,
  EnableAnswer,
  EnableBody,
  SecondFactorAnswer,
  SecondStepBody,
  TokenBody,
} from "./schemas.ts";

const tags = ["auth"];
const PATH = "/api/auth/2fa";
/** Whoever has yet to set theirs up does it here, and nothing else. */
const config = { beforeSecondFactor: true } as const;
const Empty = z.object({});

/** Two-factor sign-in, of oneself (LibreChat's `/api/auth/2fa`). */
export function secondFactorRoutes(app: App, identity: Identity): void {
  const { secondFactors, limits, settings } = identity;
  const cookies = new SessionCookies(settings);

  app.get(
    PATH,
    { config, schema: { summary: "One's two-factor sign-in", tags, response: { 200: SecondFactorAnswer } } },
    async (request) => secondFactors.state(request.actor),
  );
  app.post(
    `${PATH}/enable`,
    {
      config,
      schema: {
        summary: "Begin to set it up, or anew: a secret and backup codes, which count once they are confirmed",
        tags,
        body: EnableBody,
        response: { 200: EnableAnswer },
      },
    },
    async (request, reply) => {
      await limits.spend("twoFactor", request.ip);
      reply.header("Cache-Control", "no-store");
      return secondFactors.begin(request.actor, request.body ?? {});
    },
  );
  app.post(
    `${PATH}/verify`,
    {
      config,
      schema: { summary: "Try a code", tags, body: CodeBody, response: { 200: Empty } },
    },
    async (request) => {
      await limits.spend("twoFactor", request.ip);
      await secondFactors.verify(request.actor, request.body);
      return {};
    },
  );
  app.post(
    `${PATH}/confirm`,
    {
      config,
      schema: {
        summary: "Switch on what was begun, with its first code; other sessions end",
        tags,
        body: TokenBody,
        response: { 200: Empty },
      },
    },
    async (request) => {
      await limits.spend("twoFactor", request.ip);
      await secondFactors.confirm(request.actor, request.body.token);
      return {};
    },
  );
  app.post(
    `${PATH}/disable`,
    { schema: { summary: "Switch it off; other sessions end", tags, body: CodeBody, response: { 200: Empty } } },
    async (request) => {
      await limits.spend("twoFactor", request.ip);
      await secondFactors.switchOff(request.actor, request.body);
      return {};
    },
  );
  app.post(
    `${PATH}/backup/regenerate`,
    {
      schema: {
        summary: "New backup codes; those of before are of no use any more",
        tags,
        body: CodeBody,
        response: { 200: BackupCodesAnswer },
      },
    },
    async (request, reply) => {
      await limits.spend("twoFactor", request.ip);
      reply.header("Cache-Control", "no-store");
      const backupCodes = await secondFactors.renewBackupCodes(request.actor, request.body);
      return {
        backupCodes,
        backupCodesHash: backupCodes.map(() => ({ codeHash: "" as const, used: false as const, usedAt: null })),
      };
    },
  );
  app.post(
    `${PATH}/verify-temp`,
    {
      config: { auth: "none" },
      schema: {
        summary: "The second step of signing in",
        tags,
        body: SecondStepBody,
        response: { 200: SignedInAnswer },
      },
    },
    async (request, reply) => {
      const { tempToken, ...code } = request.body;
      await limits.spend("twoFactor", request.ip);
      const { organization, account } = await secondFactors.whose(tempToken);
      await limits.spendAccount("twoFactor", organization, account);
      const { token, user, refresh } = await secondFactors.enter(tempToken, code, clientOf(request));
      cookies.set(reply, refresh);
      reply.header("Cache-Control", "no-store");
      return { token, user };
    },
  );
}
