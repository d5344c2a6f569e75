import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { rememberOrganization } from "../../parts/rememberedOrganization.ts";

/** Which organization one signs in to or registers with: the one of the address, until another one is typed. */
export function useOrganization(from: "/login" | "/register" | "/forgot-password") {
  const { organization = "" } = useSearch({ from });
  const navigate = useNavigate();
  const [typed, setTyped] = useState<string | null>(null);
  const slug = typed === null ? organization : typed.trim().toLowerCase();
  return {
    slug,
    typed,
    onType: setTyped,
    /** Puts what was typed into the address, where a reload and the links to the other form find it. */
    onTyped: () => {
      if (slug === organization) return;
      // The remembered one would come back at once.
      if (slug === "") rememberOrganization("");
      void navigate({
        to: ".",
        search: ({ organization: _, ...others }) => ({ ...others, ...(slug && { organization: slug }) }),
        replace: true,
      });
    },
  };
}
