import type { LibreChatYaml } from "./catalogue/yaml.ts";
import type { Findings } from "./findings.ts";
import type { Json } from "./json.ts";
import type { BalanceSettings } from "./settings.ts";

/** LibreChat's defaults. */
export const balanceDefaults: BalanceSettings = {
  enabled: false,
  startBalance: 20_000,
  autoRefillEnabled: false,
  refillIntervalValue: 30,
  refillIntervalUnit: "days",
  refillAmount: 10_000,
  reservationTtlMs: 1_800_000,
};

/** `balance` of the file wins over CHECK_BALANCE and START_BALANCE, key by key; balances need the ledger. */
export function balanceSettings(
  older: { enabled: boolean | undefined; startBalance: number | undefined },
  yaml: LibreChatYaml,
  findings: Findings,
): { balance: BalanceSettings; transactions: { enabled: boolean } } {
  const fromEnvironment = { CHECK_BALANCE: "enabled", START_BALANCE: "startBalance" } as const;
  const balance: BalanceSettings = {
    ...balanceDefaults,
    ...(older.enabled === undefined ? {} : { enabled: older.enabled }),
    ...(older.startBalance === undefined ? {} : { startBalance: older.startBalance }),
    ...yaml.balance,
  };
  for (const [name, value] of Object.entries<Json>({ ...balance })) {
    const key = `balance.${name}`;
    if (findings.source(key) !== undefined) continue;
    const variable = Object.entries(fromEnvironment).find(([, part]) => part === name)?.[0];
    const source = variable === undefined ? undefined : findings.source(variable);
    findings.effective(key, value, source?.value === undefined ? { kind: "default" } : source.origin);
  }
  const enabled = balance.enabled || (yaml.transactions?.enabled ?? true);
  if (yaml.transactions?.enabled !== enabled) {
    const by = yaml.transactions === undefined ? undefined : findings.source("balance.enabled")?.origin;
    findings.effective("transactions.enabled", enabled, by ?? { kind: "default" });
  }
  return { balance, transactions: { enabled } };
}
