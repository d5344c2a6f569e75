export { createSpending, type SpendingPart, spendingRoutes } from "./createSpending.ts";
export { estimatedTokens } from "./estimate.ts";
export { exportedBalance } from "./exportedBalance.ts";
export { verifyLedger } from "./ledger/verifyLedger.ts";
export { type Admission, freely, type Spending, type SpendingWish } from "./spending.ts";
