import { useEffect, useState } from "react";

const MARK = "#code-for=";

/** The temporary token of the second step: of the password, or of a provider, which leaves it behind the `#` of the address; there it stays not. */
export function useSecondStep(): [string | null, (tempToken: string | null) => void] {
  const [tempToken, setTempToken] = useState(() =>
    window.location.hash.startsWith(MARK) ? window.location.hash.slice(MARK.length) : null,
  );
  useEffect(() => {
    const { hash, pathname, search } = window.location;
    if (hash.startsWith(MARK))
      History.prototype.replaceState.call(window.history, window.history.state, "", pathname + search);
  }, []);
  return [tempToken, setTempToken];
}
