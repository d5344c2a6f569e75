import { useNavigate, useSearch } from "@tanstack/react-router";

/** Beyond this there is no list; without an end an address could ask for numbers that the server does not take. */
const LAST_THINKABLE = 100_000;

/** What a list shows by its address: what is searched for, and which page. A page that cannot be one is the first. */
export function useListPlace(from: "/signed-in/people" | "/signed-in/groups" | "/signed-in/files") {
  const { q = "", page } = useSearch({ from });
  const navigate = useNavigate();
  const number = Number(page ?? 1);
  const show = (search: { q?: string; page?: string }) => void navigate({ to: ".", search, replace: true });
  return {
    search: q,
    page: Number.isSafeInteger(number) && number >= 1 ? Math.min(number, LAST_THINKABLE) : 1,
    onSearch: (text: string) => show(text ? { q: text } : {}),
    onPage: (next: number) => show({ ...(q && { q }), ...(next > 1 && { page: String(next) }) }),
  };
}
