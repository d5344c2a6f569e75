import { compileMessage } from "@lingui/message-utils/compileMessage";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const MARKED = "áƀćđéƒǵĥíĵķĺɱńóƥɋŕśţúṽŵẋýź";
const marks = new Map(
  [...LETTERS].flatMap((letter, at) => {
    const marked = [...MARKED][at] ?? letter;
    return [
      [letter, marked],
      [letter.toUpperCase(), marked.toUpperCase()],
    ] as const;
  }),
);

/** `Save` → `Śáṽé`, with what stands in for values and elements as it is: whatever is plain on the page then is no message. */
export const marked = (text: string) => text.replaceAll(/<[^<>]*>|[a-z]/gi, (found) => marks.get(found) ?? found);

export const pseudo = (message: string) => compileMessage(message, marked);
