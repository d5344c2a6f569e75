import type { Check, DoctorParts } from "../check.ts";
import { fine, worthKnowing } from "../finding.ts";

export const firstRun: Check<DoctorParts> = async ({ identity }) => {
  if (!(await identity.isFirstRun())) return [fine("over: the first account was made")];
  const isCodeNeeded = await identity.isSetupCodeNeeded();
  return [
    worthKnowing(
      `whoever registers first becomes super admin${isCodeNeeded ? ", with the set-up code that the start printed" : ""}`,
      {
        advice: "Register, or make the account.",
        command: "gatehouse org create default <name> --admin <address>",
      },
    ),
  ];
};
