import type { Check, Ground } from "../check.ts";
import { worthKnowing } from "../finding.ts";

export const ceilings: Check<Ground> = ({ settings }) => [
  worthKnowing(
    settings.ceilings.length > 0
      ? `taken from everybody by the environment: ${settings.ceilings.join(", ")}`
      : "none: no feature is taken from everybody",
  ),
];
