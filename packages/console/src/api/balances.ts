import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import { problemOf } from "./problem.ts";
import type { AnswerOf, BodyOf } from "./schema.ts";

/** What an account has, in credits: a million of them are one US dollar. */
export type Balance = AnswerOf<"/api/admin/balances/{account}", "get">;
export type ListedBalance = AnswerOf<"/api/admin/balances", "get">["balances"][number];
export type BalanceEntry = AnswerOf<"/api/admin/balances/{account}/entries", "get">["entries"][number];
export type BalanceChange = BodyOf<"/api/admin/balances/{account}", "patch">;

/** One's own. */
export type OwnBalance = AnswerOf<"/api/balance", "get">;

/** What may be spent in a period. */
export type Budget = AnswerOf<"/api/admin/budgets", "get">["budgets"][number];
export type BudgetWish = BodyOf<"/api/admin/budgets/{principal}", "put">;

export const BALANCES_CHANGED = [["balances"], ["budgets"]] as const;

const PAGE = 25;
const FRESH = { staleTime: 0 };

export const balancesQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: ["balances", "list", search],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/admin/balances", {
        query: { limit: PAGE, cursor: pageParam, ...(search && { search }) },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    ...FRESH,
  });

export const balanceQuery = (account: string) =>
  queryOptions({
    queryKey: ["balances", "of", account],
    queryFn: ({ signal }) => api.get("/api/admin/balances/{account}", { path: { account }, signal }),
    retry: false,
    ...FRESH,
  });

export const balanceEntriesQuery = (account: string) =>
  infiniteQueryOptions({
    queryKey: ["balances", "entries", account],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      api.get("/api/admin/balances/{account}/entries", {
        path: { account },
        query: { limit: PAGE, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    ...FRESH,
  });

export const changeBalance = (account: string, body: BalanceChange) =>
  api.patch("/api/admin/balances/{account}", { path: { account }, body });

export const budgetsQuery = infiniteQueryOptions({
  queryKey: ["budgets", "list"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) =>
    api.get("/api/admin/budgets", { query: { limit: PAGE, cursor: pageParam }, signal }),
  getNextPageParam: (page) => page.nextCursor,
  ...FRESH,
});

/** null: it has none. */
export const budgetQuery = (principal: string) =>
  queryOptions({
    queryKey: ["budgets", "of", principal],
    queryFn: async ({ signal }): Promise<Budget | null> =>
      orNone(api.get("/api/admin/budgets/{principal}", { path: { principal }, signal })),
    retry: false,
    ...FRESH,
  });

export const setBudget = (principal: string, body: BudgetWish) =>
  api.put("/api/admin/budgets/{principal}", { path: { principal }, body });

export const liftBudget = (principal: string) => api.delete("/api/admin/budgets/{principal}", { path: { principal } });

/** What one has oneself; null: there is no balance. */
export const ownBalanceQuery = queryOptions({
  queryKey: ["balances", "own"],
  queryFn: async ({ signal }): Promise<OwnBalance | null> => orNone(api.get("/api/balance", { signal })),
  ...FRESH,
});

/** What counts for oneself: of administrators, and one's own cap. */
export const ownBudgetsQuery = queryOptions({
  queryKey: ["budgets", "own"],
  queryFn: async ({ signal }) => (await api.get("/api/user/budget", { signal })).budgets,
  ...FRESH,
});

export type SpendingWarning = AnswerOf<"/api/user/spending-warnings", "get">["warnings"][number];

const LOOKED_AT_MS = 60_000;

/** What is nearly spent, and one has not read. */
export const spendingWarningsQuery = queryOptions({
  queryKey: ["budgets", "warnings"],
  queryFn: async ({ signal }) => (await api.get("/api/user/spending-warnings", { signal })).warnings,
  staleTime: LOOKED_AT_MS,
  refetchInterval: LOOKED_AT_MS,
});

export const markWarningsRead = () => api.delete("/api/user/spending-warnings");

export const setOwnBudget = (body: BudgetWish) => api.put("/api/user/budget", { body });

export const liftOwnBudget = () => api.delete("/api/user/budget");

async function orNone<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (problemOf(error).code === "resource-not-found") return null;
    throw error;
  }
}
