/**
 * Whether the server is there and serves another build of the console than the one that runs here: what is missing then is gone for good. Asked
 * of the page itself, because a server that is there says nothing about code that the network lost a moment before.
 */
export const isUpdated = async (): Promise<boolean> => {
  const own = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  const page = await fetch("/", { cache: "no-store" }).then(
    async (response) => (response.ok ? response.text() : ""),
    () => "",
  );
  const served = /<script type="module"[^>]* src="([^"]+)"/.exec(page)?.[1];
  return own !== null && served !== undefined && new URL(served, location.origin).href !== own.src;
};
