import type { ReactNode } from "react";
import { useCapability, useReaches } from "../api/may.ts";
import { TextLink } from "./links.tsx";

/** Of somebody, or a group, of whom one is told nothing. */
const WITHHELD = "withheld";
export const isWithheld = (principal: string): boolean => principal.endsWith(`:${WITHHELD}`);

/** The name of a person, group or role, with the way to its page for whoever may go there; of anything else its name alone. */
export function PrincipalLink({ principal, children }: { principal: string; children: ReactNode }) {
  const readsUsers = useReaches("read:users");
  const readsGroups = useReaches("read:groups");
  const readsRoles = useCapability("read:roles");
  const managesServices = useCapability("manage:services");
  const [kind = "", id = ""] = principal.split(":");
  if (isWithheld(principal)) return <>{children}</>;
  const look = { inherit: true, underline: "always" } as const;
  if (kind === "user" && readsUsers)
    return (
      <TextLink to="/people/$accountId" params={{ accountId: id }} {...look}>
        {children}
      </TextLink>
    );
  if (kind === "group" && readsGroups)
    return (
      <TextLink to="/groups/$groupId" params={{ groupId: id }} {...look}>
        {children}
      </TextLink>
    );
  if (kind === "role" && readsRoles)
    return (
      <TextLink to="/roles/$roleName" params={{ roleName: id }} {...look}>
        {children}
      </TextLink>
    );
  if (kind === "service" && managesServices)
    return (
      <TextLink to="/services/$serviceId" params={{ serviceId: id }} {...look}>
        {children}
      </TextLink>
    );
  return <>{children}</>;
}
