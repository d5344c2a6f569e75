const KEY = "gatehouse-organization";

/**
 * The organization that somebody signed in to last in this browser; undefined: the first one. People of another one would otherwise have to name it
 * after each sign-out, end of a session and link into the console.
 */
export function rememberedOrganization(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    // A browser may keep nothing for a page; then it is named in the address, or typed.
    return undefined;
  }
}

/** @param slug empty: the first organization, which needs no name */
export function rememberOrganization(slug: string): void {
  try {
    if (slug) localStorage.setItem(KEY, slug);
    else localStorage.removeItem(KEY);
  } catch {
    // See above.
  }
}
