import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { signOut } from "../api/auth.ts";
import { configQuery } from "../api/config.ts";
import { kept } from "../parts/kept.ts";
import { tell } from "../parts/tell.tsx";
import { mayLeave } from "../parts/useUnsaved.ts";

/** Signs out, once whoever has something unsaved says so. */
export function useSignOut(): () => Promise<void> {
  const navigate = useNavigate();
  const leadsOn = useQuery(configQuery).data?.openidAutoRedirect === true;
  return async () => {
    if (!(await mayLeave())) return;
    kept.dropAll();
    const elsewhere = await signOut().catch((error: unknown) => {
      tell.failed(error);
      return null;
    });
    if (elsewhere) location.assign(elsewhere);
    // Whoever signs out stays out, where the sign-in page leads on by itself.
    else await navigate({ to: "/login", search: leadsOn ? { redirect: false } : {}, ignoreBlocker: true });
  };
}
