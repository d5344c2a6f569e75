export { type Admission, freely, type Spending, type SpendingWish } from "./spending.ts";
