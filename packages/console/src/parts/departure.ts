/** Where the server begins a sign-in through a provider. */
export function departureOf(provider: string, organization: string, redirectTo?: string): string {
  const query = new URLSearchParams({
    ...(organization && { organization }),
    ...(redirectTo && { redirect_to: redirectTo }),
  });
  return `/oauth/${provider}${query.size > 0 ? `?${query}` : ""}`;
}
