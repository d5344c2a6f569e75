import { text } from "../kinds.ts";
import { set, type Variable } from "../variables.ts";
import { ceilingVariables, identityVariables } from "./identity.ts";
import { limitVariables, rateVariables, scoreVariables } from "./limits.ts";
import { moderationVariables } from "./moderation.ts";
import { serverVariables } from "./server.ts";
import { socialVariables } from "./social.ts";

const fileVariables = {
  CONFIG_PATH: set(
    text(4096),
    "librechat.yaml",
    "The YAML file; relative to the working directory. One that is named must exist; a URL is refused.",
  ),
};

/** Every environment variable that is read, by the part that it is for. */
export const variableGroups: readonly { title: string; variables: Readonly<Record<string, Variable<unknown>>> }[] = [
  { title: "The file", variables: fileVariables },
  { title: "Server", variables: serverVariables },
  { title: "Identity", variables: identityVariables },
  { title: "Sign-in through other providers", variables: socialVariables },
  { title: "Ceilings", variables: ceilingVariables },
  { title: "Limits, bans and balance", variables: { ...limitVariables, ...rateVariables } },
  { title: "Moderation", variables: moderationVariables },
  { title: "Scores of violations", variables: scoreVariables },
];

export const usedVariables: Readonly<Record<string, Variable<unknown>>> = Object.fromEntries(
  variableGroups.flatMap((group) => Object.entries(group.variables)),
);
