export { Counters, type Limiter, type Spent } from "./counters.ts";
export { type Full, isFull, LEASE_MS, type Lease, Leases } from "./leases.ts";
export { rateLimitHeaders, retryAfter, type ToldLimit, toldLimit } from "./told.ts";
