import { setupI18n } from "@lingui/core";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { formatsFor, languageFor, PSEUDO, SOURCE } from "./choice.ts";

/*
 * What `t` and `<Trans>` stand for. `main.ts` waits for the messages of the person's language before anything that says something is loaded: so
 * texts may also stand in constants, and another language means loading the console anew.
 */

/** Each language a chunk of its own. English stands in the code and is not fetched. */
const catalogues = Object.fromEntries(
  Object.entries(
    import.meta.glob<{ messages: Record<string, string> }>([
      "../../locales/*/messages.po",
      "!../../locales/en/messages.po",
    ]),
  ).map(([path, load]) => [path.split("/").at(-2) ?? "", load] as const),
);

/** Its dates and numbers are Greek, so that those that are written in English are seen too. */
const PSEUDO_FORMATS = "el";

const KEY = "gatehouse-language";
const isBrowser = typeof document !== "undefined";

/** Those that one can choose from. */
export const languages: readonly string[] = [SOURCE, ...Object.keys(catalogues)];

/** Keeps the choice in this browser, and begins anew in that language. */
export function changeLanguage(language: string) {
  localStorage.setItem(KEY, language);
  location.reload();
}

const browsers = isBrowser ? navigator.languages : [];
const language = languageFor(isBrowser ? localStorage.getItem(KEY) : null, browsers, languages);

const compiled = new Map<string, ReturnType<typeof compileMessage>>();
/** Each message once. */
const compiledBy = (compile: typeof compileMessage) => (message: string) => {
  const made = compiled.get(message) ?? compile(message);
  compiled.set(message, made);
  return made;
};

export const i18n = setupI18n({ locale: SOURCE, messages: { [SOURCE]: {} } }).setMessagesCompiler(
  compiledBy(compileMessage),
);

/** How dates and numbers are written, for `Intl`. */
export const formatLocale = language === PSEUDO ? PSEUDO_FORMATS : formatsFor(language, browsers);

/** Loads the messages of the person's language. */
export async function begin(): Promise<void> {
  try {
    if (language === PSEUDO) {
      const { pseudo } = await import("./pseudo.ts");
      i18n.setMessagesCompiler(compiledBy(pseudo));
      i18n.loadAndActivate({ locale: PSEUDO_FORMATS, messages: {} });
    } else if (language !== SOURCE) {
      const load = catalogues[language];
      if (load) i18n.loadAndActivate({ locale: language, messages: (await load()).messages });
    }
  } catch (error) {
    // English is better than nothing.
    console.error(error);
  }
  document.documentElement.lang = i18n.locale;
}
