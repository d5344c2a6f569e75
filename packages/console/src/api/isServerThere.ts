/** Only its own yes counts: a proxy before a server that is gone answers as well. */
export const isServerThere = (): Promise<boolean> =>
  fetch("/livez", { cache: "no-store" }).then(
    ({ ok }) => ok,
    () => false,
  );
