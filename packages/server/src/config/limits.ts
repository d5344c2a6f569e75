import { type RateName, type RateRow, rateRows, type SwitchName, scoreDefaults } from "./catalogue/limits.ts";
import type { LibreChatYaml } from "./catalogue/yaml.ts";
import type { Findings } from "./findings.ts";
import type { LimitSettings, Rate } from "./settings.ts";

type RateLimits = NonNullable<LibreChatYaml["rateLimits"]>;

/** Section and key of `rateLimits` → the variable over which LibreChat writes it. */
const overEnvironment: readonly [section: keyof RateLimits, key: string, variable: string][] = (
  [
    ["fileUploads", "FILE_UPLOAD"],
    ["conversationsImport", "IMPORT"],
    ["tts", "TTS"],
    ["stt", "STT"],
    ["agentEvents", "AGENT_EVENT"],
  ] as const
).flatMap(([section, prefix]) => [
  [section, "ipMax", `${prefix}_IP_MAX`],
  [section, "ipWindowInMinutes", `${prefix}_IP_WINDOW`],
  [section, "userMax", `${prefix}_USER_MAX`],
  [section, "userWindowInMinutes", `${prefix}_USER_WINDOW`],
]);

export interface GivenLimits {
  rates: Readonly<Record<string, number | undefined>>;
  scores: Readonly<Record<string, number>>;
  importBytes: number;
  switches: Readonly<Record<SwitchName | "LIMIT_CONCURRENT_MESSAGES" | "BAN_VIOLATIONS" | "BAN_ADDRESSES", boolean>>;
  concurrentMessageMax: number;
  banDuration: number;
  banInterval: number;
}

const minute = 60_000;

/** Limits, violations and bans; `rateLimits` of the file (as it stands in the findings) wins over the environment. */
export function limitSettings(given: GivenLimits, findings: Findings): LimitSettings {
  const numbers = new Map(Object.entries(given.rates));
  for (const [section, key, variable] of overEnvironment) {
    const source = findings.source(`rateLimits.${section}.${key}`);
    if (typeof source?.value !== "number") continue;
    numbers.set(variable, source.value);
    findings.effective(variable, source.value, source.origin);
  }
  const numberOf = (row: RateRow, part: "MAX" | "WINDOW"): number => {
    const variable = `${row.prefix}_${part}`;
    const set = numbers.get(variable);
    if (set !== undefined) return set;
    const otherwise =
      row.as === undefined ? (part === "MAX" ? row.max : row.windowMinutes) : numberOf(rateRows[row.as], part);
    findings.effective(variable, otherwise, { kind: "default" });
    return otherwise;
  };
  const switchOf = (row: RateRow): boolean =>
    Object.entries(given.switches).find(([name]) => name === row.switch)?.[1] ?? true;
  const rateOf = (row: RateRow): Rate => ({
    enabled: switchOf(row),
    max: numberOf(row, "MAX"),
    windowMs: Math.round(numberOf(row, "WINDOW") * minute),
    by: row.by,
    violation: row.violation,
    score: row.score === null ? 0 : (given.scores[row.score] ?? scoreDefaults[row.score] ?? 0),
  });
  const rates = Object.fromEntries(Object.entries(rateRows).map(([name, row]) => [name, rateOf(row)])) as Record<
    RateName,
    Rate
  >;
  return {
    rates: {
      ...rates,
      // Fixed in LibreChat: no variable sets them.
      toolCall: {
        enabled: true,
        max: 1,
        windowMs: 1000,
        by: "user",
        violation: "tool_call_limit",
        score: given.scores.TOOL_CALL_VIOLATION_SCORE ?? 0,
      },
      promptUsage: { enabled: true, max: 30, windowMs: minute, by: "user", violation: null, score: 0 },
    },
    importBytes: given.importBytes,
    concurrentMessages: { enabled: given.switches.LIMIT_CONCURRENT_MESSAGES, max: given.concurrentMessageMax },
    scores: given.scores,
    bans: {
      enabled: given.switches.BAN_VIOLATIONS,
      durationMs: given.banDuration,
      interval: given.banInterval,
      addresses: given.switches.BAN_ADDRESSES,
    },
  };
}
