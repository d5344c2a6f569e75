export { Counters, type Limiter, type Spent } from "./counters.ts";
export { type Full, isFull, type Lease } from "./leases.ts";
export type { Refusals } from "./refusals.ts";
export { addRefused, type Refused } from "./refused.ts";
export {
  placesFull,
  rateLimitHeaders,
  retryAfter,
  type ToldLimit,
  tellIfNearest,
  tellPlacesIfNearest,
  toldLimit,
  toldPlaces,
} from "./told.ts";
