import unhomoglyph from "unhomoglyph";

/**
 * What a name must not hold: characters that nobody sees, spaces other than the ordinary one, and the phonetic signs that look like small
 * capitals (`ᴀᴅᴍɪɴ`): small letters that have no capital.
 */
export function isReadable(name: string): boolean {
  if (/[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Zl}\p{Zp}\u2800]|[^\P{Zs} ]/u.test(name)) return false;
  return !(name.normalize("NFKC").match(/\p{Ll}/gu) ?? []).some((letter) => letter.toUpperCase() === letter);
}

/** Whether people could take one for the other: by Unicode's list of confusable characters (UTS 39), whatever the case and the accents. */
export function lookAlike(one: string, other: string): boolean {
  const others = skeletons(other);
  return skeletons(one).some((skeleton) => others.includes(skeleton));
}

/** Of the small and of the capital letters: `l` is like `I`, `0` is like `O`. */
function skeletons(name: string): string[] {
  const plain = withoutAccents(name).replaceAll(/\s+/g, " ");
  return [plain.toLowerCase(), plain.toUpperCase()].map((text) =>
    withoutAccents(unhomoglyph(withoutAccents(text))).toLowerCase(),
  );
}

/** Latin, Greek and Cyrillic accents only: in other scripts marks are vowels. */
const withoutAccents = (text: string) => text.normalize("NFKD").replaceAll(/[\u0300-\u036f]/g, "");
