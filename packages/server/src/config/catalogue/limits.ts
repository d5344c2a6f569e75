import { boolean, duration, number, wholeNumber } from "../kinds.ts";
import { set, unset, type Variable } from "../variables.ts";

/** One limit of LibreChat, as data: how many requests a key may make in a fixed window. */
export interface RateRow {
  /** `<PREFIX>_MAX` and `<PREFIX>_WINDOW` (minutes) set it. */
  prefix: string;
  max: number;
  windowMinutes: number;
  /** What is counted by. `key`: the API key, otherwise the user. */
  by: "ip" | "user" | "key";
  /** The kind of violation, and the variable with its score; null: none is recorded. */
  violation: string | null;
  score: string | null;
  /** The variable that switches it on and off. */
  switch?: string;
  /** Where it is not set, this limit's numbers hold. */
  as?: RateName;
}

export type RateName =
  | "login"
  | "register"
  | "resetPassword"
  | "resetPasswordSubmission"
  | "verifyEmail"
  | "verifyEmailSubmission"
  | "twoFactor"
  | "messageIp"
  | "messageUser"
  | "importIp"
  | "importUser"
  | "forkIp"
  | "forkUser"
  | "uploadIp"
  | "uploadUser"
  | "fileUsageUser"
  | "ttsIp"
  | "ttsUser"
  | "sttIp"
  | "sttUser"
  | "shareIp"
  | "shareUser"
  | "agentEvents"
  | "dataExport";

const row = (
  prefix: string,
  max: number,
  windowMinutes: number,
  by: RateRow["by"],
  violation: string | null,
  score: string | null,
): RateRow => ({
  prefix,
  max,
  windowMinutes,
  by,
  violation,
  score,
});

/** LibreChat's limits, their variables and defaults. */
export const rateRows: Readonly<Record<RateName, RateRow>> = {
  login: row("LOGIN", 7, 5, "ip", "logins", "LOGIN_VIOLATION_SCORE"),
  register: row("REGISTER", 5, 60, "ip", "registrations", "REGISTRATION_VIOLATION_SCORE"),
  resetPassword: row("RESET_PASSWORD", 2, 2, "ip", "reset_password_limit", "RESET_PASSWORD_VIOLATION_SCORE"),
  resetPasswordSubmission: {
    ...row(
      "RESET_PASSWORD_SUBMISSION",
      2,
      2,
      "ip",
      "reset_password_limit",
      "RESET_PASSWORD_SUBMISSION_VIOLATION_SCORE",
    ),
    as: "resetPassword",
  },
  verifyEmail: row("VERIFY_EMAIL", 2, 2, "ip", "verify_email_limit", "VERIFY_EMAIL_VIOLATION_SCORE"),
  verifyEmailSubmission: {
    ...row("VERIFY_EMAIL_SUBMISSION", 2, 2, "ip", "verify_email_limit", "VERIFY_EMAIL_SUBMISSION_VIOLATION_SCORE"),
    as: "verifyEmail",
  },
  twoFactor: { ...row("TWO_FACTOR_TEMP", 7, 5, "ip", "logins", "LOGIN_VIOLATION_SCORE"), as: "login" },
  messageIp: {
    ...row("MESSAGE_IP", 40, 1, "ip", "message_limit", "MESSAGE_VIOLATION_SCORE"),
    switch: "LIMIT_MESSAGE_IP",
  },
  messageUser: {
    ...row("MESSAGE_USER", 40, 1, "user", "message_limit", "MESSAGE_VIOLATION_SCORE"),
    switch: "LIMIT_MESSAGE_USER",
  },
  importIp: {
    ...row("IMPORT_IP", 100, 15, "ip", "file_upload_limit", "IMPORT_VIOLATION_SCORE"),
    switch: "LIMIT_IMPORT_IP",
  },
  importUser: {
    ...row("IMPORT_USER", 50, 15, "user", "file_upload_limit", "IMPORT_VIOLATION_SCORE"),
    switch: "LIMIT_IMPORT_USER",
  },
  forkIp: { ...row("FORK_IP", 30, 1, "ip", "file_upload_limit", "FORK_VIOLATION_SCORE"), switch: "LIMIT_FORK_IP" },
  forkUser: {
    ...row("FORK_USER", 7, 1, "user", "file_upload_limit", "FORK_VIOLATION_SCORE"),
    switch: "LIMIT_FORK_USER",
  },
  uploadIp: row("FILE_UPLOAD_IP", 100, 15, "ip", "file_upload_limit", "FILE_UPLOAD_VIOLATION_SCORE"),
  uploadUser: row("FILE_UPLOAD_USER", 50, 15, "user", "file_upload_limit", "FILE_UPLOAD_VIOLATION_SCORE"),
  fileUsageUser: row("FILE_USAGE_USER", 120, 15, "user", "file_upload_limit", "FILE_UPLOAD_VIOLATION_SCORE"),
  ttsIp: row("TTS_IP", 100, 1, "ip", "tts_limit", "TTS_VIOLATION_SCORE"),
  ttsUser: row("TTS_USER", 50, 1, "user", "tts_limit", "TTS_VIOLATION_SCORE"),
  sttIp: row("STT_IP", 100, 1, "ip", "stt_limit", "STT_VIOLATION_SCORE"),
  sttUser: row("STT_USER", 50, 1, "user", "stt_limit", "STT_VIOLATION_SCORE"),
  shareIp: row("SHARE_IP", 100, 1, "ip", "share_limit", "SHARE_VIOLATION_SCORE"),
  shareUser: row("SHARE_USER", 60, 1, "user", "share_limit", "SHARE_VIOLATION_SCORE"),
  agentEvents: row("AGENT_EVENT_USER", 40, 1, "key", null, null),
  // LibreChat has none: how often somebody may download all that their account holds.
  dataExport: row("DATA_EXPORT", 5, 60, "user", null, null),
};

/** What a violation of each kind scores. Default: as the code of LibreChat has it, or else its documentation. */
export const scoreDefaults: Readonly<Record<string, number>> = {
  LOGIN_VIOLATION_SCORE: 1,
  REGISTRATION_VIOLATION_SCORE: 1,
  CONCURRENT_VIOLATION_SCORE: 1,
  MESSAGE_VIOLATION_SCORE: 1,
  IMPORT_VIOLATION_SCORE: 1,
  FORK_VIOLATION_SCORE: 1,
  NON_BROWSER_VIOLATION_SCORE: 20,
  ILLEGAL_MODEL_REQ_SCORE: 1,
  TTS_VIOLATION_SCORE: 0,
  STT_VIOLATION_SCORE: 0,
  FILE_UPLOAD_VIOLATION_SCORE: 0,
  TOOL_CALL_VIOLATION_SCORE: 0,
  CONVO_ACCESS_VIOLATION_SCORE: 0,
  SHARE_VIOLATION_SCORE: 0,
  RESET_PASSWORD_VIOLATION_SCORE: 1,
  RESET_PASSWORD_SUBMISSION_VIOLATION_SCORE: 1,
  VERIFY_EMAIL_VIOLATION_SCORE: 1,
  VERIFY_EMAIL_SUBMISSION_VIOLATION_SCORE: 1,
};

const withoutEffect: Readonly<Record<string, string>> = {
  NON_BROWSER_VIOLATION_SCORE: "Read, and without effect: programs may call the API, whatever they call themselves.",
  TTS_VIOLATION_SCORE: "Read, and without effect yet: there is no speech.",
  STT_VIOLATION_SCORE: "Read, and without effect yet: there is no speech.",
};

/** 0 lets nothing through, as in LibreChat. */
export const rateMax = wholeNumber({ min: 0 });
export const rateWindow = number({ min: 0.01, max: 60 * 24 * 365, unit: "minutes" });

const switches = {
  LIMIT_MESSAGE_IP: set(boolean, true, "Counts messages by address."),
  LIMIT_MESSAGE_USER: set(boolean, false, "Counts messages by user."),
  LIMIT_IMPORT_IP: set(boolean, true, "Counts imports by address."),
  LIMIT_IMPORT_USER: set(boolean, true, "Counts imports by user."),
  LIMIT_FORK_IP: set(boolean, true, "Counts forks by address."),
  LIMIT_FORK_USER: set(boolean, true, "Counts forks by user."),
};

/** How much anybody may do, and what follows from doing more. */
export const limitVariables = {
  LIMIT_CONCURRENT_MESSAGES: set(boolean, true, "Limits the answers that one person receives at the same time."),
  CONCURRENT_MESSAGE_MAX: set(wholeNumber({ min: 1 }), 2, "To how many."),
  CONVERSATION_IMPORT_MAX_FILE_SIZE_BYTES: set(
    wholeNumber({ min: 1, max: 256 * 1_024 * 1_024 }),
    32 * 1_024 * 1_024,
    "The largest file of conversations that is imported; it is read whole, in a process of its own.",
  ),
  BAN_VIOLATIONS: set(boolean, true, "Too many violations lead to a ban."),
  BAN_DURATION: set(duration(), 2 * 60 * 60 * 1000, "How long a ban lasts.", { otherwise: "1000 * 60 * 60 * 2" }),
  BAN_ADDRESSES: set(
    boolean,
    false,
    "Bans that follow from violations take the address as well, and failed sign-ins ban the address that they come from. Behind one address there may be a whole office.",
  ),
  BAN_INTERVAL: set(wholeNumber({ min: 1 }), 20, "At every multiple of this score."),
  CHECK_BALANCE: unset(boolean, "The older form of `balance.enabled`, which wins."),
  START_BALANCE: unset(wholeNumber({ min: 0 }), "The older form of `balance.startBalance`, which wins."),
  ...switches,
};

export type SwitchName = keyof typeof switches;

/** `LOGIN_MAX`, `LOGIN_WINDOW` and so on: made from the rows. */
export const rateVariables: Readonly<Record<string, Variable<number | undefined>>> = Object.fromEntries(
  Object.entries(rateRows).flatMap(([name, rate]) => {
    const max = rate.as === undefined ? String(rate.max) : `${rateRows[rate.as].prefix}_MAX`;
    const window = rate.as === undefined ? String(rate.windowMinutes) : `${rateRows[rate.as].prefix}_WINDOW`;
    return [
      [
        `${rate.prefix}_MAX`,
        unset(rateMax, `Limit \`${name}\`: how many in a window, by ${rate.by}; 0 lets nothing through.`, {
          otherwise: max,
        }),
      ],
      [`${rate.prefix}_WINDOW`, unset(rateWindow, `Limit \`${name}\`: the window, in minutes.`, { otherwise: window })],
    ];
  }),
);

export const scoreVariables: Readonly<Record<string, Variable<number>>> = Object.fromEntries(
  Object.entries(scoreDefaults).map(([name, score]) => [
    name,
    set(
      wholeNumber({ min: 0 }),
      score,
      withoutEffect[name] ?? "What such a violation adds; 0 is recorded and never bans.",
    ),
  ]),
);
