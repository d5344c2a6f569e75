import type { LimitSettings } from "../../config/index.ts";

/** LibreChat's types of violations, in words that stand alone; and which variable says what one scores, where its limit does not. */
const types: Readonly<Record<string, { words: string; score?: string }>> = {
  message_limit: { words: "sent messages too fast" },
  concurrent: { words: "wanted too many answers at once", score: "CONCURRENT_VIOLATION_SCORE" },
  illegal_model_request: { words: "asked for a model that they may not use", score: "ILLEGAL_MODEL_REQ_SCORE" },
  convo_access: { words: "wrote into a conversation that they may not see", score: "CONVO_ACCESS_VIOLATION_SCORE" },
  file_upload_limit: { words: "uploaded, imported or copied too much" },
  token_balance: { words: "wanted to spend more than they had" },
  tool_call_limit: { words: "called tools too fast" },
  share_limit: { words: "opened shared links too fast" },
  logins: { words: "tried to sign in too often", score: "LOGIN_VIOLATION_SCORE" },
  registrations: { words: "registered too often" },
  reset_password_limit: { words: "asked for new passwords too often" },
  verify_email_limit: { words: "asked for letters too often" },
};

export const violationInWords = (type: string): string => types[type]?.words ?? "did too much of something";

/** What one of a type scores, where whoever refuses does not say. */
export const scoreOf = (limits: LimitSettings, type: string): number => limits.scores[types[type]?.score ?? ""] ?? 0;
