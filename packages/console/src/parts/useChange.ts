import { t } from "@lingui/core/macro";
import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Call, perform } from "../api/call.ts";
import { isMeanwhile, ProblemError } from "../api/problem.ts";
import { type Asking, agreed } from "./agreed.tsx";
import { type Shown, shownAtOnce } from "./shownAtOnce.ts";
import { tell } from "./tell.tsx";

interface Common<Input, Output> {
  /** What is read again afterwards, also when somebody else has changed it meanwhile. */
  refresh?: readonly QueryKey[];
  /** Said when it worked. */
  said?: string | ((output: Output, input: Input) => string);
  /** Where it leads to another page, the promise of being there. */
  onDone?(output: Output, input: Input): unknown;
  /** What is not there any more, by what it was read as: whoever goes back to its page is told so. */
  gone?: QueryKey;
  /** Shows the failure itself, by `ChangeProblem`; otherwise it is said in a corner. */
  onFailed?(error: unknown): void;
  /** Takes it back, while what is said of it stands there. */
  undo?(output: Output, input: Input): Promise<unknown>;
  /** Whether it can be taken back. Default: always, where there is `undo`. */
  mayUndo?(input: Input): boolean;
}

interface Run<Input, Output> extends Common<Input, Output> {
  /** Names the version that was read (`If-Match`) where the thing has one: see `isMeanwhile`. */
  run(input: Input): Promise<Output>;
  /** What the pages show at once, as if it were done, where nobody else gains or loses by it. Where the server refuses, it is as it was. */
  shows?(input: Input): readonly Shown[];
  call?: never;
  asks?: never;
}

interface Made<Input, Output> extends Common<Input, Output> {
  /** A write that is looked at before it is made: whoever makes it is asked where more than one person gains or loses by it. */
  call(input: Input): Call<Output>;
  asks(input: Input): Asking;
  run?: never;
  shows?: never;
}

export type Change<Input, Output> = Run<Input, Output> | Made<Input, Output>;

/**
 * A write: run it, say so, read again what it touches. Where somebody else was quicker, the newest is read before the failure is shown, so that
 * doing it again means doing it to what one sees; where a right has ended meanwhile, the page shows no longer what one may not see.
 */
export function useChange<Input = void, Output = unknown>(change: Change<Input, Output>) {
  const { refresh = [], gone, said, onDone, onFailed, undo, mayUndo = () => true } = change;
  const queryClient = useQueryClient();
  const readAgain = () => Promise.all(refresh.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
  const undone = async (output: Output, input: Input) => {
    try {
      await undo?.(output, input);
      tell.done(t`Undone`);
    } catch (error) {
      tell.failed(error);
    }
    await readAgain();
  };
  const { data, ...mutation } = useMutation<{ output: Output } | null, Error, Input, () => void>({
    onMutate: (input) => shownAtOnce(queryClient, change.shows?.(input) ?? []),
    mutationFn: async (input) => (change.call ? askedFor(change, input) : { output: await change.run(input) }),
    onSuccess: async (done, input) => {
      if (done === null) return;
      const { output } = done;
      const text = typeof said === "function" ? said(output, input) : said;
      if (text && undo && mayUndo(input)) tell.undoable(text, () => void undone(output, input));
      else if (text) tell.done(text);
      await onDone?.(output, input);
      if (gone) queryClient.removeQueries({ queryKey: gone });
      await readAgain();
    },
    onError: async (error, _, asItWas) => {
      asItWas?.();
      // What was shown at once is put back as it was then: something else may have changed since.
      if (change.shows || isMeanwhile(error) || isNoLonger(error)) await readAgain();
      (onFailed ?? tell.failed)(error);
    },
  });
  return { ...mutation, data: data?.output };
}

/** @returns null: whoever was asked does not want it after all */
async function askedFor<Input, Output>({ call, asks }: Made<Input, Output>, input: Input) {
  const made = call(input);
  return (await agreed(made, asks(input))) ? { output: await perform(made) } : null;
}

const isNoLonger = (thrown: unknown) =>
  thrown instanceof ProblemError && (thrown.status === 403 || thrown.status === 404);
