export { countTokens } from "./countTokens.ts";
export { createSpending, type SpendingPart, spendingRoutes } from "./createSpending.ts";
export { estimatedTokens } from "./estimate.ts";
export { exportedBalance } from "./exportedBalance.ts";
export { verifyLedger } from "./ledger/verifyLedger.ts";
export {
  type Admission,
  freely,
  isSpendingRefusal,
  type Spending,
  type SpendingRefusal,
  type SpendingWish,
} from "./spending.ts";
