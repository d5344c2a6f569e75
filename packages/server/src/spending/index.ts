export { createSpending, type SpendingPart, spendingRoutes } from "./createSpending.ts";
export { estimatedTokens } from "./estimate.ts";
export { type Admission, freely, type Spending, type SpendingWish } from "./spending.ts";
