/** Only paths of this console: an address of elsewhere would send whoever signs in to a stranger's page. */
export function ownPath(path: string | undefined): string {
  if (!path) return "/agents";
  const target = new URL(path, location.origin);
  const isOwn = target.origin === location.origin && path.startsWith("/") && !target.pathname.startsWith("/login");
  return isOwn ? target.pathname + target.search + target.hash : "/agents";
}
