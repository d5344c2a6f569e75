import { resolve } from "node:path";
import { type Gatehouse, type MigrationParts, SourceFailed } from "@gatehouse/server";
import { InvalidArgumentError } from "commander";
import { failure } from "../failure.ts";
import type { Surroundings } from "../session.ts";

/* What commands that read a LibreChat have in common. */

const MOST_AT_ONCE = 5_000;

export function batchSize(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > MOST_AT_ONCE)
    throw new InvalidArgumentError(`a whole number from 1 to ${MOST_AT_ONCE}`);
  return number;
}

export const sourceAt = ({ cwd }: Surroundings, source: string): string =>
  /^mongodb(\+srv)?:/.test(source) ? source : resolve(cwd, source);

export const migrationParts = ({ access, store, identity, settings }: Gatehouse): MigrationParts => ({
  ...{ access, store, admitsUnverified: identity.registration.admitsUnverified(), filesDir: settings.filesDir },
});

export const sourceFailure = (error: unknown): unknown =>
  error instanceof SourceFailed ? failure("source-failed", error.message, { cause: error }) : error;
