export { Counters, type Limiter, type Spent } from "./counters.ts";
export { type Full, isFull, type Lease } from "./leases.ts";
export { rateLimitHeaders, retryAfter, type ToldLimit, toldLimit } from "./told.ts";
