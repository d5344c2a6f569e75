import { useQueryClient } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useFeature } from "../../api/may.ts";
import { countUse, type PromptToUse, readPrompt } from "../../api/prompts.ts";
import { useSession } from "../../app/useSession.ts";
import { tell } from "../../parts/tell.tsx";
import { automaticValues, fillIn } from "../prompts/fillIn.ts";
import { askedVariablesOf } from "../prompts/promptVariables.ts";
import { asksForPrompts } from "./matchingPrompts.ts";

interface Field {
  text: string;
  setText(text: string): void;
  field: RefObject<HTMLTextAreaElement | null>;
  /** The id of a prompt that is put in without being chosen here. */
  wanted: string | undefined;
  onWantedTaken: (() => void) | undefined;
}

export type PromptChoice = ReturnType<typeof usePromptChoice>;

/** From a slash or the button to a prompt's text in the field, filled in. Nothing is asked of the server before the list opens. */
export function usePromptChoice({ text, setText, field, wanted, onWantedTaken }: Field) {
  const isAllowed = useFeature("PROMPTS.USE")?.allowed ?? false;
  const userName = useSession()?.name;
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState<"slash" | "button" | null>(null);
  const [searched, setSearched] = useState("");
  const [filling, setFilling] = useState<PromptToUse | null>(null);

  // What is typed while a prompt is read stays, too.
  const latest = useRef(text);
  latest.current = text;

  const focusField = () => void setTimeout(() => field.current?.focus());
  const automatic = () => automaticValues(userName, new Date());

  const putIn = (prompt: PromptToUse, values: ReadonlyMap<string, string>, kept: string) => {
    setText([kept, fillIn(textOf(prompt), values, automatic())].filter(Boolean).join("\n\n"));
    setFilling(null);
    focusField();
    // The text is in the field, whether or not that can be counted.
    countUse(prompt._id).then(
      () => queryClient.invalidateQueries({ queryKey: ["prompts"] }),
      () => undefined,
    );
  };
  const take = (prompt: PromptToUse) => {
    const kept = opened === "slash" ? "" : latest.current;
    setOpened(null);
    if (askedVariablesOf(textOf(prompt)).length === 0) return putIn(prompt, new Map(), kept);
    setText(kept);
    setFilling(prompt);
  };

  const begun = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each prompt that is wanted
  useEffect(() => {
    if (!wanted || !isAllowed || begun.current === wanted) return;
    begun.current = wanted;
    readPrompt(wanted)
      .then(({ data }) => take(data), tell.failed)
      .finally(onWantedTaken);
  }, [wanted, isAllowed]);

  return {
    isAllowed,
    opened,
    /** What the list is searched for. */
    search: opened === "slash" ? text.slice(1) : searched,
    onSearch: (search: string) => (opened === "slash" ? setText(`/${search}`) : setSearched(search)),
    /** What somebody types into the field itself. */
    type(next: string) {
      if (isAllowed && asksForPrompts(text, next)) setOpened("slash");
      else if (opened === "slash" && !next.startsWith("/")) setOpened(null);
      setText(next);
    },
    toggle() {
      setSearched("");
      setOpened(opened === null ? "button" : null);
    },
    /** What was typed stays in the field. */
    close: () => setOpened(null),
    closeAndWriteOn() {
      setOpened(null);
      focusField();
    },
    /** The slash itself goes. */
    erase() {
      setText("");
      setOpened(null);
      focusField();
    },
    take,
    /** The prompt whose variables are asked for. */
    filling,
    automatic,
    fill: (values: ReadonlyMap<string, string>) => filling && putIn(filling, values, text),
    cancelFilling() {
      setFilling(null);
      focusField();
    },
  };
}

const textOf = ({ productionPrompt }: PromptToUse) => productionPrompt?.prompt ?? "";
