import { expect, test } from "vitest";
import { costInWords } from "./costInWords.ts";

test.each([
  [0, "$0.00"],
  [12_400_000_000, "$12.40"],
  [1_234_567_890_000, "$1,234.57"],
  [10_000_000, "$0.01"],
  [4_500_000, "$0.0045"],
  [18_000, "$0.000018"],
  [1, "less than $0.000001"],
])("%d thousandths of a credit are %s", (thousandths, words) => expect(costInWords(thousandths)).toBe(words));
