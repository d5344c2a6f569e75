/** What the server takes as a search at least: characters, not the halves of one. */
const SHORTEST_SEARCH = 2;

export const isSearch = (typed: string): boolean => [...typed.trim()].length >= SHORTEST_SEARCH;
