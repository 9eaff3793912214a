import { assertEquals } from "@std/assert";
import { duplicateKey } from "../../../src/checkpoint/duplicate_key.ts";

const CASES: readonly (readonly [text: string, key: string | null])[] = [
  ["{}", null],
  ['{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}', null],
  ['{"a":"a","b":["a","a"]}', null],
  ['{"a":1,"a":2}', "a"],
  ['{"a" \n: 1, "\\u0061":2}', "a"],
  ['{"x":[{"\\"":1,"{":2,"\\"" :3}]}', '"'],
  ['{"a\\\\":1,"a\\\\":1}', "a\\"],
  ['{"__proto__":1,"constructor":2}', null],
  ['{"a":{"b":1},"c":2,"b":3,"c":4}', "c"],
  ['{"text":"\\\\","b":"\\",\\"b\\":","b":1}', "b"],
];

for (const [text, key] of CASES) {
  Deno.test(`duplicateKey() of ${text.replaceAll("\n", " ")} is ${key}`, () => {
    JSON.parse(text);
    assertEquals(duplicateKey(text), key);
  });
}
