import { useNavigate, useSearch } from "@tanstack/react-router";

/** Beyond this there is no list; without an end an address could ask for numbers that the server does not take. */
const LAST_THINKABLE = 100_000;

/** An order of a list, as the server and the address of the page call it, and in words. */
export interface Sorting<Sort extends string = string> {
  sort: Sort;
  order: "asc" | "desc";
  label: string;
}

type ListPath =
  | "/signed-in/people"
  | "/signed-in/groups"
  | "/signed-in/groups/$groupId"
  | "/signed-in/files"
  | "/signed-in/people/invitations"
  | "/signed-in/services"
  | "/signed-in/outbox";

/** What a list shows by its address: what is searched for, and which page. A page that cannot be one is the first. */
export function useListPlace(from: ListPath) {
  const { q = "", page }: { q?: string; page?: string } = useSearch({ from });
  const navigate = useNavigate();
  const number = Number(page ?? 1);
  return {
    search: q,
    page: Number.isSafeInteger(number) && number >= 1 ? Math.min(number, LAST_THINKABLE) : 1,
    onSearch: (text: string) =>
      void navigate({
        to: ".",
        search: ({ q: _q, page: _page, ...others }) => ({ ...others, ...(text && { q: text }) }),
        replace: true,
      }),
    /** Back leads to the page before. */
    onPage: (next: number, isCorrection = false) =>
      void navigate({
        to: ".",
        search: ({ page: _page, ...others }) => ({ ...others, ...(next > 1 && { page: String(next) }) }),
        replace: isCorrection,
      }),
  };
}

/**
 * In what order a list is by its address, which is the first one where it says none that there is.
 * @param sortings the first is the list's own
 */
export function useSorting<Sort extends string>(sortings: readonly [Sorting<Sort>, ...Sorting<Sort>[]]) {
  const { sort, order = "asc" }: { sort?: string; order?: string } = useSearch({ strict: false });
  const navigate = useNavigate();
  const [first] = sortings;
  return {
    sorting: sortings.find((one) => one.sort === sort && one.order === order) ?? first,
    /** Another order begins on its first page. */
    onSort: ({ sort: by, order: way }: Sorting<Sort>) =>
      void navigate({
        to: ".",
        search: ({ sort: _sort, order: _order, page: _page, ...others }) => ({
          ...others,
          ...((by !== first.sort || way !== first.order) && { sort: by, order: way }),
        }),
        replace: true,
      }),
  };
}

/**
 * Narrows a list by its address, in which what is empty does not stand. Back leads to what it was narrowed by before, not through what was typed.
 * @param typed what is typed, character by character
 */
export function useNarrowing(typed: readonly string[] = ["q"]) {
  const navigate = useNavigate();
  return (next: Readonly<Record<string, string | undefined>>) =>
    void navigate({
      to: ".",
      search: (before) => Object.fromEntries(Object.entries({ ...before, ...next }).filter(([, value]) => value)),
      replace: Object.keys(next).every((name) => typed.includes(name)),
    });
}
