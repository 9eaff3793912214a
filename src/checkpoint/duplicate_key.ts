/**
 * Finds a key that an object of a JSON text holds twice. `JSON.parse` keeps the last of the two
 * silently, so two readers of such a file can see different things.
 *
 * @param text Valid JSON.
 * @returns The first such key, or `null`.
 */
export function duplicateKey(text: string): string | null {
  /** The keys seen in each open object; `null` for an open array. */
  const open: (Set<string> | null)[] = [];
  for (let i = 0; i < text.length; i++) {
    switch (text[i]) {
      case "{":
        open.push(new Set());
        break;
      case "[":
        open.push(null);
        break;
      case "}":
      case "]":
        open.pop();
        break;
      case '"': {
        const end = stringEnd(text, i);
        const keys = open.at(-1);
        if (keys && isKey(text, end)) {
          const key: string = JSON.parse(text.slice(i, end));
          if (keys.has(key)) return key;
          keys.add(key);
        }
        i = end - 1;
      }
    }
  }
  return null;
}

/** Index after the closing quote of the string that opens at `start`. */
function stringEnd(text: string, start: number): number {
  let end = start + 1;
  while (text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
  return end + 1;
}

/** Whether a colon follows the string that ends at `end`. */
function isKey(text: string, end: number): boolean {
  while (/\s/.test(text[end] ?? "")) end++;
  return text[end] === ":";
}
